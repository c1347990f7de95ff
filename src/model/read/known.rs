//! State of enabled options that no unit of the configuration shows, out of the shipped knowledge.

mod context;

use super::View;
use crate::{
    model::{
        Host, StatePath,
        knowledge::{
            Component, Entry, Knowledge, OptionPattern, Origin, PathFact, Relation, Trigger,
        },
        path,
    },
    modules::facts::Mode,
    source::Span,
};
use context::Context;

/// An option that another one turns on.
pub(super) struct Implied {
    /// The option.
    option: OptionPattern,
    /// The set it is the switch of: `services.postgresql`.
    pub owner: String,
    /// The same of the other, `services.immich`.
    pub by: String,
    /// Where that was switched on.
    pub span: Option<Span>,
}

/// All options that others turn on, directly or through one more, and that are not turned off again.
fn implied(config: View<'_>, known: &Knowledge, users: &[Home<'_>]) -> Vec<Implied> {
    let mut found: Vec<Implied> = Vec::new();
    let add = |found: &mut Vec<Implied>, entry: &Entry, by: &str, span: Option<Span>| {
        for option in &entry.implies {
            let told = found.iter().any(|other| other.option == *option);
            if !told && !is_said(config, option) {
                let owner = owner_of(&option.to_string());
                found.push(Implied { option: option.clone(), owner, by: by.to_owned(), span });
            }
        }
    };
    for entry in known.entries().iter().filter(|entry| !entry.implies.is_empty()) {
        for enabled in enabled(config, entry, users, &[]) {
            add(&mut found, entry, &enabled.owner, enabled.span);
        }
    }
    let mut next = 0;
    while let Some(Implied { option, owner, span, .. }) = found.get(next) {
        let (names, owner, span) = (exact(option), owner.clone(), *span);
        let names: Vec<String> = names.into_iter().flatten().map(str::to_owned).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for further in known.by_option(&names) {
            add(&mut found, further.entry, &owner, span);
        }
        next += 1;
    }
    found
}

/// Whether the configuration itself says what an option is, or may be.
fn is_said(config: View<'_>, option: &OptionPattern) -> bool {
    let Some(names) = exact(option) else { return true };
    let value = config.at(&names);
    value.span().is_some() || value.may
}

/// What the knowledge says of a configuration.
pub(super) struct Known {
    /// The state of what is on.
    pub state: Vec<StatePath>,
    /// The options that others turn on.
    pub implied: Vec<Implied>,
    /// Paths of what is on that are not used as it is set up, or not for certain.
    pub unused: Vec<String>,
}

/// The paths of every entry whose option is certainly on and whose conditions certainly hold, and what those turn on.
pub(super) fn read(config: View<'_>, host: &Host, known: &Knowledge) -> Known {
    let mut found = Vec::new();
    let mut unused = Vec::new();
    let users = homes(config, host);
    let implied = implied(config, known, &users);
    // With nixpkgs at hand the options are seen to be on.
    let turned_on =
        if host.mode.is_some_and(Mode::has_nixpkgs) { &[][..] } else { implied.as_slice() };
    for entry in known.entries() {
        // With nixpkgs at hand its units show most of what the generated entries say.
        let seen = |fact: &PathFact| {
            entry.origin == Origin::Generated
                && host.mode.is_some_and(Mode::has_nixpkgs)
                && fact.source.is_evaluated()
        };
        if !entry.paths.is_empty() && entry.paths.iter().all(seen)
            || !entry.is_in(host.versions.nixos)
        {
            continue;
        }
        for enabled in enabled(config, entry, &users, turned_on) {
            let context = Context { config, host, name: enabled.name.as_deref(), home: None };
            if !entry.when.iter().all(|condition| context.may_hold(condition)) {
                continue;
            }
            for fact in entry.paths.iter().filter(|fact| !seen(fact)) {
                if !fact.when.iter().all(|condition| context.may_hold(condition)) {
                    unused.extend(fact.usual_paths());
                    continue;
                }
                let homes = users.iter().filter(|_| fact.path.is_home());
                let homes = homes.filter(|home| match enabled.user {
                    Some(user) => user == home.user,
                    None => home.normal,
                });
                for home in homes {
                    let context = Context { home: Some(home), ..context };
                    found.extend(context.state(entry, fact, &enabled));
                }
                if !fact.path.is_home() && enabled.user.is_none() {
                    found.extend(context.state(entry, fact, &enabled));
                }
            }
        }
    }
    Known { state: found, implied, unused }
}

/// Entries that keep the state of something that is certainly switched off: their paths, and the option.
pub(super) fn orphans(config: View<'_>, host: &Host, known: &Knowledge) -> Vec<(String, String)> {
    let context = Context { config, host, name: None, home: None };
    let mut found = Vec::new();
    let of_services = |entry: &&crate::model::PersistenceEntry| {
        entry.source.is_module() && !entry.may && path::is_below(&entry.path, "/var/lib")
    };
    for entry in host.entries.iter().filter(of_services) {
        let matches = known.by_path(&entry.path);
        let used = |state: &StatePath| {
            path::is_at_or_below(&state.path, &entry.path)
                || path::is_at_or_below(&entry.path, &state.path)
        };
        let close = matches.iter().all(|found| found.relation != Relation::Inside);
        if matches.is_empty() || !close || host.state.iter().any(used) {
            continue;
        }
        let mut off = matches.iter().flat_map(|found| &found.entry.triggers);
        let is_off = |trigger: &Trigger| match trigger {
            Trigger::Nixos(option) => context.is_off(option),
            _ => false,
        };
        if off.all(is_off)
            && let Some(Trigger::Nixos(option)) = matches[0].entry.triggers.first()
        {
            found.push((entry.path.clone(), option.to_string()));
        }
    }
    found
}

/// A home in which programs may keep something.
struct Home<'a> {
    user: &'a str,
    /// Absolute.
    path: String,
    /// Whether a person uses it, who uses the programs of the system.
    normal: bool,
    /// The configuration of home-manager, where there is one.
    manager: Option<View<'a>>,
}

fn homes<'a>(config: View<'a>, host: &'a Host) -> Vec<Home<'a>> {
    let mut lacks = crate::model::Set::<()>::complete(Vec::new());
    let managed = config.at(&["home-manager", "users"]).attrs(&mut lacks);
    let of_user = |user: &'a crate::model::User| {
        let path = path::normalize(user.home.some().filter(|_| user.enable.is(&true))?);
        let manager = managed.iter().find(|(name, view)| *name == user.name && !view.may);
        let manager = manager.map(|(_, view)| *view).filter(|view| view.is_attrs());
        Some(Home { user: &user.name, path, normal: user.normal.is(&true), manager })
    };
    host.users.iter().filter_map(of_user).collect()
}

/// An option of an entry that is on.
struct Enabled<'a> {
    owner: String,
    /// What `<name>` stands for.
    name: Option<String>,
    /// The user of home-manager who has it on.
    user: Option<&'a str>,
    span: Option<Span>,
}

fn enabled<'a>(
    config: View<'_>,
    entry: &Entry,
    users: &[Home<'a>],
    implied: &[Implied],
) -> Vec<Enabled<'a>> {
    let mut found = Vec::new();
    for trigger in &entry.triggers {
        match trigger {
            Trigger::Always => found.push(Enabled {
                owner: "nixos".to_owned(),
                name: None,
                user: None,
                span: None,
            }),
            Trigger::Nixos(option) => {
                on(config, option, None, &mut found);
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
        let Some(manager) = home.manager else { continue };
        let options = entry.triggers.iter().filter_map(|trigger| match trigger {
            Trigger::Home(option) => Some(option),
            _ => None,
        });
        let before = found.len();
        for option in options {
            if found.len() == before {
                on(manager, option, Some(home.user), &mut found);
            }
        }
    }
    found
}

/// The set an option is the switch of.
fn owner_of(option: &str) -> String {
    option.strip_suffix(".enable").unwrap_or(option).to_owned()
}

fn on<'a>(
    config: View<'_>,
    option: &OptionPattern,
    user: Option<&'a str>,
    found: &mut Vec<Enabled<'a>>,
) {
    let owner = option.to_string();
    if let Some(names) = exact(option) {
        let value = config.at(&names).bool(None);
        if value.is(&true) {
            found.push(Enabled { owner: owner_of(&owner), name: None, user, span: value.span() });
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
            found.push(Enabled { owner, name, user, span });
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
            found.push(Enabled { owner, name, user: None, span: None });
        }
    }
}

fn name_of(component: &Component) -> Option<&str> {
    match component {
        Component::Name(name) => Some(name),
        Component::Any | Component::Each => None,
    }
}

fn exact(option: &OptionPattern) -> Option<Vec<&str>> {
    option.components().iter().map(name_of).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::model::{Host, testing};

    fn paths(services: Value, owner: &str) -> Vec<String> {
        paths_of(json!({ "services": services }), owner)
    }

    fn paths_of(config: Value, owner: &str) -> Vec<String> {
        let mut facts = testing::facts(config);
        facts.mode = crate::modules::facts::Mode::Offline;
        let host = Host::from_facts(&facts);
        host.state
            .iter()
            .filter(|state| state.owner == owner)
            .map(|state| state.path.clone())
            .collect()
    }

    #[test]
    fn paths_follow_the_options() {
        let forgejo = |options: Value| paths(json!({ "forgejo": options }), "services.forgejo");
        assert!(forgejo(json!({ "enable": true })).contains(&"/var/lib/forgejo".to_owned()));
        assert_eq!(forgejo(json!({ "enable": true, "stateDir": "/data/git" })), ["/data/git"]);
        assert_eq!(forgejo(json!({ "enable": true, "stateDir": { "?": "x" } })), [] as [&str; 0]);
        assert_eq!(forgejo(json!({ "enable": false })), [] as [&str; 0]);
        assert_eq!(forgejo(json!({ "enable": { "?": "x", "may": true } })), [] as [&str; 0]);
    }

    #[test]
    fn who_names_a_user_has_no_dynamic_one() {
        let klipper = |services: Value, units: Value| {
            let config = json!({ "services": services, "systemd": { "services": units } });
            paths_of(config, "services.klipper")
        };
        let plain = json!({ "klipper": { "enable": true } });
        assert_eq!(klipper(plain.clone(), json!({})), ["/var/lib/private/klipper"]);
        let own = json!({ "klipper": { "enable": true, "user": "printer" } });
        assert_eq!(klipper(own, json!({})), ["/var/lib/klipper"]);
        let unit =
            |dynamic: Value| json!({ "klipper": { "serviceConfig": { "DynamicUser": dynamic } } });
        assert_eq!(klipper(plain.clone(), unit(json!(false))), ["/var/lib/klipper"]);
        assert_eq!(klipper(plain, unit(json!({ "?": "x" }))), [] as [&str; 0]);
    }

    #[test]
    fn one_of_several_has_its_name_in_the_path() {
        let redis = json!({ "redis": { "servers": { "immich": { "enable": true } } } });
        assert_eq!(paths(redis, "services.redis.servers.immich"), ["/var/lib/redis-immich"]);
    }
}
