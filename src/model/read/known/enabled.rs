//! Which options of an entry are on.

use super::{Home, Implied, View, exact, homes, name_of};
use crate::{
    model::knowledge::{Component, Entry, Knowledge, OptionPattern, Trigger},
    modules::facts::PACKAGES,
    source::Span,
};

/// An option of an entry that is on.
pub(super) struct Enabled<'a> {
    pub owner: String,
    /// What `<name>` stands for.
    pub name: Option<String>,
    /// The user who has it on, where it is not on for all.
    pub user: Option<&'a str>,
    /// Whether it is a package that everybody has.
    pub shared: bool,
    /// Whether it is an option of home-manager, or a package that it installs.
    pub by_home_manager: bool,
    pub span: Option<Span>,
}

/// The options of an entry that are on, or what stands for them: packages.
pub(super) fn enabled<'a>(
    config: View<'_>,
    entry: &Entry,
    users: &[Home<'a>],
    implied: &[Implied],
    known: &Knowledge,
) -> Vec<Enabled<'a>> {
    let mut found = Vec::new();
    let is_it =
        |config: View<'_>, switch: &OptionPattern| !is_another(config, switch, entry, known);
    for trigger in &entry.triggers {
        match trigger {
            Trigger::Always => found.push(Enabled {
                owner: "nixos".to_owned(),
                name: None,
                user: None,
                shared: false,
                by_home_manager: false,
                span: None,
            }),
            Trigger::Nixos(option) => {
                if is_it(config, option) {
                    on(config, option, None, &mut found);
                }
                turned_on(option, implied, &mut found);
            }
            Trigger::Home(_) | Trigger::Package(_) | Trigger::Flatpak(_) => {}
        }
        // Any of them is enough.
        if !found.is_empty() {
            return found;
        }
    }
    for home in users {
        let before = found.len();
        for trigger in &entry.triggers {
            if found.len() == before {
                match (trigger, home.manager) {
                    (Trigger::Home(option), Some(manager)) if is_it(manager, option) => {
                        on(manager, option, Some(home.user), &mut found);
                    }
                    (Trigger::Package(name), _) => installed(name, home, &mut found),
                    _ => {}
                }
            }
        }
    }
    found
}

/// Whether the package that the project has chosen for a program is another one, or may be: `pkgs.brave` for
/// `programs.chromium`. A variant has the name of the program in its own.
fn is_another(config: View<'_>, switch: &OptionPattern, entry: &Entry, known: &Knowledge) -> bool {
    let Some(package) = homes::chosen(config, switch, entry) else { return false };
    let said = homes::name(package).or_else(|| package.unknown()).unwrap_or_default();
    let program = exact(switch).and_then(|names| names.into_iter().rev().nth(1));
    let is_own = entry.packages().chain(program).any(|own| said.contains(own));
    !is_own && (package.span().is_some() || known.by_package(said).next().is_some())
}

/// A package that a user has, or everybody.
fn installed<'a>(name: &str, home: &Home<'a>, found: &mut Vec<Enabled<'a>>) {
    if let Some(package) = home.packages.iter().find(|package| package.name == name) {
        let owner = format!("{PACKAGES}{name}");
        found.push(Enabled {
            owner,
            name: None,
            user: Some(home.user),
            shared: package.shared,
            by_home_manager: package.by_home_manager,
            span: package.span,
        });
    }
}

/// The set an option is the switch of.
pub(super) fn owner_of(option: &str) -> String {
    option.strip_suffix(".enable").unwrap_or(option).to_owned()
}

fn on<'a>(
    config: View<'_>,
    option: &OptionPattern,
    user: Option<&'a str>,
    found: &mut Vec<Enabled<'a>>,
) {
    if let Some(names) = exact(option) {
        let value = config.at(&names).bool(None);
        if value.is(&true) {
            found.push(Enabled {
                owner: owner_of(&option.to_string()),
                name: None,
                user,
                shared: false,
                by_home_manager: user.is_some(),
                span: value.span(),
            });
        }
        return;
    }
    // `services.redis.servers.<name>`: every attribute, unless it is switched off.
    let [before @ .., Component::Any] = option.components() else { return };
    let names: Option<Vec<&str>> = before.iter().map(name_of).collect();
    let Some(names) = names else { return };
    let mut lacks = crate::model::Set::<()>::complete(Vec::new());
    for (name, view) in config.at(&names).attrs(&mut lacks) {
        let enable = view.get("enable");
        // A switch that nobody sets is not one that is off.
        let on = (!enable.is_there() || enable.bool(true).is(&true))
            && !view.may
            && !name.is_empty()
            && view.is_attrs();
        if on {
            let owner = option.with_name(name).to_string();
            let (name, span) = (Some(name.to_owned()), view.name_span());
            let by_home_manager = user.is_some();
            found.push(Enabled { owner, name, user, shared: false, by_home_manager, span });
        }
    }
}

/// What others turn on, unless it is on by itself.
fn turned_on(option: &OptionPattern, implied: &[Implied], found: &mut Vec<Enabled<'_>>) {
    for other in implied {
        let Some(names) = exact(&other.option) else { continue };
        if let Some(name) = option.captures(&names)
            && found.iter().all(|enabled| enabled.owner != other.owner)
        {
            let (owner, name) = (other.owner.clone(), name.map(str::to_owned));
            let (user, shared, by_home_manager, span) = (None, false, false, None);
            found.push(Enabled { owner, name, user, shared, by_home_manager, span });
        }
    }
}
