//! What is wrong with a text in a record that a user wrote, and what was probably meant.

use super::{Condition, Mode, OptionPattern, Template, Trigger};

/// What a text stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// What makes an entry hold: `services.notes.enable`.
    Trigger,
    /// The name of an option.
    Option,
    /// `OPTION == VALUE`
    Condition,
    /// A path, absolute or in a home.
    Path,
    /// A name that may come from an option: `${services.notes.user}`.
    Name,
    /// `0750`
    Mode,
    /// `26.11`
    Release,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Lower case, no final dot.
    pub message: String,
    /// What is probably meant.
    pub help: Option<String>,
}

impl Word {
    /// Reads a text for what it stands for.
    ///
    /// # Errors
    /// When it is nothing of that kind.
    pub fn check(self, text: &str) -> Result<(), Wrong> {
        let owned = || text.to_owned();
        let wrong = |message: String, help: String| Wrong { message, help: Some(help) };
        match self {
            Self::Trigger => {
                Trigger::try_from(owned()).map_err(|error| wrong(error, meant_trigger(text)))?;
            }
            Self::Option => {
                OptionPattern::parse(text).map_err(|error| wrong(error, meant_option(text)))?;
            }
            Self::Condition => {
                Condition::parse(text).map_err(|error| wrong(error, meant_condition(text)))?;
            }
            Self::Path => {
                placeholders(text)?;
                let begins = ["/", "~/", "${"].iter().any(|start| text.starts_with(start));
                if !begins && text != "~" {
                    return Err(wrong(format!("`{text}` is no absolute path"), meant_path(text)));
                }
            }
            Self::Name => placeholders(text)?,
            Self::Mode => {
                Mode::try_from(owned()).map_err(|error| wrong(error, meant_mode(text)))?;
            }
            Self::Release => {
                if super::compare_releases(text, text).is_none() {
                    let help = "write it like `26.11`".to_owned();
                    return Err(wrong(format!("`{text}` is no release of NixOS"), help));
                }
            }
        }
        Ok(())
    }
}

fn placeholders(text: &str) -> Result<(), Wrong> {
    let help = "write `${services.notes.dataDir}` for the value of that option";
    let wrong = |message| Wrong { message, help: Some(help.to_owned()) };
    if text.trim().is_empty() {
        return Err(Wrong { message: "it is empty".to_owned(), help: None });
    }
    Template::parse(text).map(drop).map_err(wrong)
}

fn meant_trigger(text: &str) -> String {
    let kinds = ["home", "package", "flatpak"];
    if let Some((kind, rest)) = text.split_once(':') {
        let near = kinds.iter().map(|known| (strsim::damerau_levenshtein(kind, known), known));
        return match (kind, near.min()) {
            ("hm" | "home-manager", _) => format!("did you mean `home:{rest}`?"),
            ("pkgs" | "pkg", _) => format!("did you mean `package:{rest}`?"),
            (_, Some((distance, known))) if distance <= 2 => {
                format!("did you mean `{known}:{rest}`?")
            }
            _ => "what stands before a colon is `home`, `package` or `flatpak`".to_owned(),
        };
    }
    meant_option(text)
}

fn meant_option(text: &str) -> String {
    let dotted = text.trim().trim_matches('.').replace([' ', '/'], ".");
    let parts: Vec<_> = dotted.split('.').filter(|part| !part.is_empty()).collect();
    let meant = parts.join(".");
    if meant != text && OptionPattern::parse(&meant).is_ok() {
        return format!("did you mean `{meant}`?");
    }
    "write the name of an option, like `services.notes.enable`".to_owned()
}

fn meant_condition(text: &str) -> String {
    let fixed = match text.split_once(" = ") {
        Some((option, value)) => format!("{option} == {value}"),
        None => text.to_owned(),
    };
    let quoted = fixed.split_once("= ").map(|(before, value)| format!("{before}= \"{value}\""));
    let meant = [Some(fixed), quoted].into_iter().flatten();
    match meant.into_iter().find(|text| Condition::parse(text).is_ok()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => {
            "write it like `services.notes.mode == \"own\"`, or with `!=`, `<`, `>=`".to_owned()
        }
    }
}

fn meant_path(text: &str) -> String {
    match text.strip_prefix("$HOME").or_else(|| text.strip_prefix("%h")) {
        Some(rest) => format!("write `~{rest}`"),
        None => {
            let rest = text.trim_start_matches("./");
            format!("write `/{rest}`, or `~/…` for a path in a home")
        }
    }
}

fn meant_mode(text: &str) -> String {
    match format!("0{text}") {
        meant if Mode::try_from(meant.clone()).is_ok() => format!("did you mean `{meant}`?"),
        _ => "write it like `0750`".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_meant_is_said() {
        let help = |word: Word, text: &str| word.check(text).unwrap_err().help.unwrap();
        let meant = |text: &str| format!("did you mean `{text}`?");
        assert_eq!(help(Word::Trigger, "services..x.enable"), meant("services.x.enable"));
        assert_eq!(help(Word::Trigger, "services/x/enable"), meant("services.x.enable"));
        assert_eq!(help(Word::Trigger, "hm:programs.x"), meant("home:programs.x"));
        assert_eq!(help(Word::Trigger, "packages:x"), meant("package:x"));
        assert_eq!(help(Word::Condition, "a.b = true"), meant("a.b == true"));
        assert_eq!(help(Word::Condition, "a.b == own"), meant("a.b == \"own\""));
        assert_eq!(help(Word::Mode, "750"), meant("0750"));
        assert_eq!(help(Word::Path, "$HOME/x"), "write `~/x`");
        assert!(help(Word::Path, "/var/lib/${x").contains("${"));
        assert!(help(Word::Path, "var/lib/x").contains("`/var/lib/x`"));
        for (word, text) in [
            (Word::Trigger, "package:notes"),
            (Word::Option, "services.notes.<name>"),
            (Word::Path, "~/.notes"),
            (Word::Path, "${services.notes.dir}"),
            (Word::Name, "${services.notes.user}"),
            (Word::Release, "26.11"),
        ] {
            assert_eq!(word.check(text), Ok(()), "{text}");
        }
    }
}
