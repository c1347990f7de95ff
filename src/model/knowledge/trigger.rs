//! What makes an entry hold.

use std::fmt;

use serde::Deserialize;

use super::OptionPattern;

/// What makes an entry hold.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub enum Trigger {
    /// `always`: every NixOS machine.
    Always,
    /// A NixOS option. A boolean one when it is true; one ending in `<name>` for every attribute there.
    Nixos(OptionPattern),
    /// `home:programs.zoxide.enable`: a home-manager option of some user.
    Home(OptionPattern),
    /// `package:signal-desktop`: a package (its `pname`) in `environment.systemPackages`, `users.users.*.packages`
    /// or `home.packages`.
    Package(Box<str>),
    /// `flatpak:org.signal.Signal`: a declared Flatpak.
    Flatpak(Box<str>),
}

impl TryFrom<String> for Trigger {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Ok(match text.split_once(':') {
            None if text == "always" => Self::Always,
            None => Self::Nixos(OptionPattern::parse(&text)?),
            Some(("home", option)) => Self::Home(OptionPattern::parse(option)?),
            Some(("package", name)) if !name.is_empty() => Self::Package(name.into()),
            Some(("flatpak", id)) if !id.is_empty() => Self::Flatpak(id.into()),
            Some(_) => return Err(format!("`{text}` is no trigger")),
        })
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Always => f.write_str("always"),
            Self::Nixos(option) => write!(f, "{option}"),
            Self::Home(option) => write!(f, "home:{option}"),
            Self::Package(name) => write!(f, "package:{name}"),
            Self::Flatpak(id) => write!(f, "flatpak:{id}"),
        }
    }
}
