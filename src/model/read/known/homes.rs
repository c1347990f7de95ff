//! Homes, and the programs that are installed for those who live there.

use super::{View, exact};
use crate::{
    model::{
        Host, Set,
        knowledge::{Entry, OptionPattern, Trigger},
        path,
    },
    modules::facts::{PACKAGES, without_version},
    source::Span,
};

/// A home in which programs may keep something.
pub(super) struct Home<'a> {
    pub user: &'a str,
    /// Absolute.
    pub path: String,
    /// Whether a person uses it, who uses the programs of the system.
    pub normal: bool,
    /// The configuration of home-manager, where there is one.
    pub manager: Option<View<'a>>,
    /// What is installed for the user.
    pub packages: Vec<Package<'a>>,
}

/// A package that is installed for certain.
#[derive(Clone, Copy)]
pub(super) struct Package<'a> {
    /// Its `pname`; without nixpkgs the name by which it was chosen.
    pub name: &'a str,
    /// Whether everybody has it.
    pub shared: bool,
    /// Whether home-manager installs it.
    pub by_home_manager: bool,
    pub span: Option<Span>,
}

pub(super) fn homes<'a>(config: View<'a>, host: &'a Host) -> Vec<Home<'a>> {
    let mut lacks = Set::<()>::complete(Vec::new());
    let managed = config.at(&["home-manager", "users"]).attrs(&mut lacks);
    let mut of_system = packages(config.at(&["environment", "systemPackages"]));
    of_system.extend(programs(config, host, |trigger| match trigger {
        Trigger::Nixos(option) => Some(option),
        _ => None,
    }));
    let of_user = |user: &'a crate::model::User| {
        let path = path::normalize(user.home.some().filter(|_| user.enable.is(&true))?);
        let manager = managed.iter().find(|(name, view)| *name == user.name && !view.may);
        let manager = manager.map(|(_, view)| *view).filter(|view| view.is_attrs());
        let normal = user.normal.is(&true);
        let of_user = config.at(&["users", "users", &user.name, "packages"]);
        let mut installed = packages(of_user);
        if let Some(manager) = manager {
            let chosen = programs(manager, host, |trigger| match trigger {
                Trigger::Home(option) => Some(option),
                _ => None,
            });
            let of_home = packages(manager.at(&["home", "packages"])).into_iter();
            installed.extend(
                of_home.chain(chosen).map(|package| Package { by_home_manager: true, ..package }),
            );
        }
        let of_all = of_system.iter().filter(|_| normal);
        installed.extend(of_all.map(|package| Package { shared: true, ..*package }));
        Some(Home { user: &user.name, path, normal, manager, packages: installed })
    };
    host.users.iter().filter_map(of_user).collect()
}

fn packages<'a>(list: View<'a>) -> Vec<Package<'a>> {
    let mut lacks = Set::<()>::complete(Vec::new());
    let items = list.items(&mut lacks).into_iter().filter(|item| !item.may);
    let package = |item: View<'a>| {
        let (name, span) = (name(item)?, item.span());
        Some(Package { name, shared: false, by_home_manager: false, span })
    };
    items.filter_map(package).collect()
}

/// The packages that the project has chosen for programs that are on: they are installed with them.
fn programs<'a>(
    config: View<'a>,
    host: &Host,
    switch: impl Fn(&Trigger) -> Option<&OptionPattern>,
) -> Vec<Package<'a>> {
    let mut found = Vec::new();
    for entry in host.knowledge().entries() {
        for option in entry.triggers.iter().filter_map(&switch) {
            let Some(names) = exact(option) else { continue };
            let package = chosen(config, option, entry)
                .filter(|_| config.at(&names).bool(None).is(&true))
                .and_then(|package| Some((name(package)?, package.span())));
            found.extend(package.map(|(name, span)| Package {
                name,
                shared: false,
                by_home_manager: false,
                span,
            }));
        }
    }
    found
}

/// The package that is set for a program that an entry knows as a package, too.
pub(super) fn chosen<'a>(
    config: View<'a>,
    switch: &OptionPattern,
    entry: &Entry,
) -> Option<View<'a>> {
    let package = entry.package_of(switch)?;
    Some(config.at(&exact(&package)?)).filter(|package| package.is_there() && package.is_set())
}

/// The name of a package.
pub(super) fn name(package: View<'_>) -> Option<&str> {
    if let Some(unread) = package.unknown() {
        return unread.strip_prefix(PACKAGES);
    }
    let of_name = || package.get("name").text().map(without_version);
    package.get("pname").text().or_else(of_name)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::model::testing::host;

    fn kept(more: &Value) -> Vec<String> {
        let mut config = json!({
            "users": { "users": { "ann": { "isNormalUser": true }, "bob": { "isNormalUser": true } } },
        });
        crate::model::testing::merge(&mut config, more.clone());
        let host = host(config);
        let of_packages = host.state.iter().filter(|state| state.owner.starts_with("pkgs."));
        of_packages.map(|state| state.path.clone()).collect()
    }

    #[test]
    fn a_program_can_be_another_package() {
        let of_ann = |package: Value| {
            let config = json!({
                "users": { "users": { "ann": { "isNormalUser": true } } },
                "home-manager": { "users": { "ann": { "programs": { "chromium": {
                    "enable": true, "package": package,
                } } } } },
            });
            let host = host(config);
            let in_config = |path: &str| path.strip_prefix("/home/ann/.config/").map(str::to_owned);
            let of_ann = host.state.iter().filter(|state| state.for_user.is_some());
            of_ann.filter_map(|state| in_config(&state.path)).collect::<Vec<_>>()
        };
        assert_eq!(of_ann(Value::Null), ["chromium"], "installed elsewhere");
        for own in ["chromium", "ungoogled-chromium"] {
            assert_eq!(of_ann(json!({ "pname": own })), ["chromium"]);
            assert_eq!(of_ann(json!({ "?": format!("pkgs.{own}") })), ["chromium"]);
        }
        assert_eq!(of_ann(json!({ "pname": "brave" })), ["BraveSoftware"]);
        assert_eq!(of_ann(json!({ "?": "pkgs.brave" })), ["BraveSoftware"]);
        assert_eq!(of_ann(json!({ "pname": "my-browser" })), [] as [&str; 0], "nobody knows");
        assert_eq!(of_ann(json!({ "?": "input `x` is not on disk" })), [] as [&str; 0]);
    }

    #[test]
    fn what_is_installed_keeps_something_in_the_home() {
        let of_ann = |package: Value| {
            kept(&json!({ "users": { "users": { "ann": { "packages": [package] } } } }))
        };
        let signal = ["/home/ann/.config/Signal"];
        assert_eq!(of_ann(json!({ "pname": "signal-desktop" })), signal);
        assert_eq!(of_ann(json!({ "name": "signal-desktop-7.1" })), signal);
        assert_eq!(of_ann(json!({ "?": "pkgs.signal-desktop" })), signal, "without nixpkgs");
        assert_eq!(of_ann(json!({ "?": "something else" })), [] as [&str; 0]);
        let of_home = json!({ "home-manager": { "users": { "ann": { "home": {
            "packages": [{ "pname": "signal-desktop" }] } } } } });
        assert_eq!(kept(&of_home), signal);
        let of_system =
            json!({ "environment": { "systemPackages": [{ "pname": "signal-desktop" }] } });
        assert_eq!(kept(&of_system), [signal[0], "/home/bob/.config/Signal"]);
    }
}
