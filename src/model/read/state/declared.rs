//! Directories that the configuration makes itself: homes of users, and rules of tmpfiles.

use super::{View, known_owner, owner, tmpfiles};
use crate::model::{Fact, Host, Set, StateKind, StatePath, Unit, User, knowledge::Source, path};

/// Adds what is not in a directory that is known already.
pub(super) fn add(config: View<'_>, host: &Host, state: &mut Vec<StatePath>) {
    let new = host.users.iter().filter_map(|user| home(user, host));
    for item in new {
        // What a service keeps in its home is said by the service.
        let said = |other: &StatePath| {
            other.for_user.is_none()
                && (path::is_at_or_below(&item.path, &other.path)
                    || other.user == item.user && path::is_below(&other.path, &item.path))
        };
        if !state.iter().any(said) {
            state.push(item);
        }
    }
    let mut lacks = Set::<()>::complete(Vec::new());
    let mut rules = tmpfiles::rules(config, &mut lacks);
    rules.sort_by(|left, right| left.path.cmp(&right.path));
    for rule in rules {
        let Some(item) = directory(&rule, host) else { continue };
        let touches = |other: &StatePath| {
            path::is_at_or_below(&item.path, &other.path)
                || path::is_at_or_below(&other.path, &item.path)
        };
        if !state.iter().any(touches) {
            state.push(item);
        }
    }
}

/// The home that is made for a user.
fn home(user: &User, host: &Host) -> Option<StatePath> {
    let place = path::normalize(user.home.some()?);
    if !user.enable.is(&true) || !user.create_home.is(&true) || !is_place(&place) {
        return None;
    }
    let unit = (!user.normal.is(&true)).then(|| unit_of(&user.name, host)).flatten();
    let (owner, span) = match unit {
        Some(unit) => owner(unit, true, host),
        None => (format!("users.users.{}", user.name), None),
    };
    let loss = host.knowledge().loss(&place, StateKind::State);
    Some(StatePath {
        unit: unit.map(|unit| format!("{}.service", unit.name)),
        user: Fact::of_default(Some(user.name.clone())),
        group: user.group.clone(),
        mode: Fact::of_default(Some("0700".to_owned())),
        loss,
        span: span.or(user.span),
        ..StatePath::new(place, owner, StateKind::State, Source::CreateHome)
    })
}

/// The running unit of a user.
fn unit_of<'h>(user: &str, host: &'h Host) -> Option<&'h Unit> {
    let runs =
        |unit: &&Unit| unit.enable.is(&true) && unit.user.some().is_some_and(|name| name == user);
    host.units.iter().filter(runs).min_by_key(|unit| unit.name.len())
}

/// The directory or file that a rule makes and that something is kept in.
fn directory(rule: &tmpfiles::Rule<'_>, host: &Host) -> Option<StatePath> {
    // `D` is emptied at boot by design, links are no state, and preservation makes rules for its entries.
    let makes = rule.kind.starts_with(['d', 'v', 'q', 'Q', 'f', 'F', 'C']);
    let place = path::normalize(&rule.path);
    // Who writes a rule for an entry gives it an owner; what a service makes there it keeps there.
    let is_of_service = rule.view.span().is_none();
    let of_entry = |entry: &crate::model::PersistenceEntry| {
        path::is_at_or_below(&entry.path, &place) && !(is_of_service && entry.path == place)
            || path::is_at_or_below(&entry.storage, &place)
    };
    if !makes
        || rule.view.may
        || rule.file == Some("preservation")
        || place.contains(['%', '*'])
        || !is_place(&place)
        || host.knowledge().ignored(&place).is_some()
        || host.entries.iter().any(of_entry)
    {
        return None;
    }
    let kind = match place.split('/').nth(2) {
        Some("cache") => StateKind::Cache,
        Some("log") => StateKind::Log,
        Some("spool") => StateKind::Spool,
        _ if path::is_at_or_below(&place, "/etc") => StateKind::Config,
        _ => StateKind::State,
    };
    let unit = rule.user.as_deref().filter(|user| *user != "root");
    let unit = unit.and_then(|user| unit_of(user, host));
    let (owner, span) = match unit {
        Some(unit) => owner(unit, true, host),
        // Rules of nixpkgs are the matter of an option, of which the unit may run as root.
        None => {
            let known =
                known_owner(host.knowledge(), &place).filter(|_| rule.view.span().is_none());
            (known.unwrap_or_else(|| "systemd.tmpfiles".to_owned()), None)
        }
    };
    let named = |value: &Option<String>| {
        Fact::of_default(Some(value.clone().unwrap_or_else(|| "root".to_owned())))
    };
    Some(StatePath {
        unit: unit.map(|unit| format!("{}.service", unit.name)),
        user: named(&rule.user),
        group: named(&rule.group),
        mode: Fact::of_default(
            rule.mode.as_ref().map(|mode| mode.trim_start_matches(['~', ':']).to_owned()),
        ),
        loss: host.knowledge().loss(&place, kind),
        span: rule.view.span().or(span),
        ..StatePath::new(place, owner, kind, Source::Tmpfiles)
    })
}

/// Whether a path is one somebody may keep something in, and no directory that every machine has.
fn is_place(place: &str) -> bool {
    let mut parts = place.split('/').skip(1);
    match (parts.next(), parts.next(), parts.next()) {
        (Some("var"), Some("empty" | "run" | "lock" | "tmp"), _) => false,
        (Some("var"), Some(_), Some(_)) => true,
        (Some("home" | "srv" | "opt" | "etc"), Some(_), _) | (Some("root"), _, _) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::{
        model::{
            Host,
            testing::{facts, host},
        },
        modules::facts::{Node, Plain},
    };

    #[test]
    fn rules_and_homes_belong_to_the_unit_of_their_user() {
        let host = host(json!({
            "users": { "users": {
                "web": { "home": "/var/lib/web", "createHome": true, "group": "web" },
                "ann": { "isNormalUser": true },
            } },
            "services": { "web": { "enable": true } },
            "systemd": {
                "services": { "web-app": { "serviceConfig": { "User": "web" } } },
                "tmpfiles": {
                    "rules": ["d /var/lib/web/data - web - -", "d /srv/web 0750 web web -", "D /srv/x",
                        "d /run/web", "d /home/ann/Documents", "d /srv/other"],
                    "settings": { "preservation": { "/srv/y": { "d": {} } } },
                },
            },
        }));
        let found: Vec<_> = host
            .state
            .iter()
            .filter(|state| state.source.is_evaluated())
            .map(|state| (state.path.as_str(), state.owner.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("/home/ann", "users.users.ann"),
                ("/srv/other", "systemd.tmpfiles"),
                ("/srv/web", "services.web"),
                ("/var/lib/web", "services.web"),
            ]
        );
    }

    #[test]
    fn what_nixpkgs_makes_stays_state_when_it_is_kept() {
        let kept = |is_own: bool| {
            let mut facts = facts(json!({
                "environment": { "persistence": { "/persist": { "directories": ["/srv/bin"] } } },
                "systemd": { "tmpfiles": { "rules": ["d /srv/bin 0750"] } },
            }));
            if !is_own {
                without_places(&mut facts.config);
            }
            Host::from_facts(&facts).state.iter().any(|state| state.path == "/srv/bin")
        };
        assert!(kept(false));
        assert!(!kept(true), "the rule is for the entry");
    }

    fn without_places(node: &mut Node) {
        node.span = None;
        match &mut node.value {
            Plain::Attrs(attrs) => {
                attrs.entries.values_mut().for_each(|attr| without_places(&mut attr.node));
            }
            Plain::List(list) => list.items.iter_mut().for_each(without_places),
            _ => {}
        }
    }
}
