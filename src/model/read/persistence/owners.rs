//! Whose what is kept is, where something sets it while the machine starts. That is not followed: then it is not known.

use super::{super::tmpfiles, Collected, View};
use crate::model::{Fact, PersistenceEntry, Reach, Script, Set, path};

/// What services run, and rules of tmpfiles for the storage itself.
pub(super) fn read(config: View<'_>, kept: &mut Collected) {
    let mut lacks = Set::<()>::complete(Vec::new());
    for (_, unit) in config.at(&["systemd", "services"]).attrs(&mut lacks) {
        let service = unit.get("serviceConfig");
        let run = [unit.get("preStart"), unit.get("script")];
        let run = || run.into_iter().chain([service.get("ExecStartPre"), service.get("ExecStart")]);
        for text in run().flat_map(texts) {
            permits(&Script::read(text), "a service sets it", kept);
        }
        if [unit, service].into_iter().chain(run()).any(is_unread) {
            may_be_set("a service may set it", None, kept);
        }
    }
    let mut lacks = Set::<()>::complete(Vec::new());
    let rules = tmpfiles::rules(config, &mut lacks);
    for missing in lacks.missing.iter().filter(|missing| !missing.unseen) {
        may_be_set("a rule of tmpfiles may set it", missing.below.as_deref(), kept);
    }
    // A module makes rules for its own entries, and NixOS for its own directories: they set what is known.
    let is_own = |rule: &&tmpfiles::Rule<'_>| rule.view.span().or(rule.view.name_span()).is_some();
    for rule in rules.iter().filter(is_own).filter(|rule| rule.kind.starts_with(OWNING)) {
        let place = path::normalize(&rule.path);
        let is_whole = rule.kind.starts_with('Z');
        let covers = |entry: &PersistenceEntry| {
            entry.storage == place || is_whole && path::is_below(&entry.storage, &place)
        };
        for entry in kept.entries.items.iter_mut().filter(|entry| covers(entry)) {
            let by_rule = || Fact::unknown("a rule of tmpfiles sets it");
            if rule.user.is_some() || rule.group.is_some() {
                (entry.user, entry.group) = (by_rule(), by_rule());
            }
            if rule.mode.is_some() {
                entry.mode = by_rule();
            }
        }
    }
}

/// Types of rules that change what is there (tmpfiles.d(5)).
const OWNING: [char; 8] = ['d', 'D', 'e', 'v', 'q', 'Q', 'z', 'Z'];

/// Whether nothing of it is known.
fn is_unread(view: View<'_>) -> bool {
    view.is_unknown() && view.partial().is_none()
}

/// Of homes for which the project says no owner, below a directory if it is known. What else is kept belongs to services, which
/// set owners in what they keep themselves.
fn may_be_set(why: &str, below: Option<&str>, kept: &mut Collected) {
    let concerns = |entry: &PersistenceEntry| {
        let is_said = [&entry.user, &entry.group].iter().any(|fact| fact.span().is_some());
        let name = path::rest(&entry.path, "/home").and_then(|rest| rest.strip_prefix('/'));
        let is_home = name.is_some_and(|name| !name.contains('/'));
        is_home && !is_said && below.is_none_or(|below| path::is_at_or_below(&entry.storage, below))
    };
    for entry in kept.entries.items.iter_mut().filter(|entry| concerns(entry)) {
        (entry.user, entry.group) = (Fact::unknown(why), Fact::unknown(why));
    }
}

/// The text, or the texts of a list, as far as they are known.
fn texts(view: View<'_>) -> Vec<&str> {
    fn known<'a>(view: View<'a>) -> Option<&'a str> {
        view.text().or_else(|| view.partial())
    }
    let mut lacks = Set::<()>::complete(Vec::new());
    match known(view) {
        Some(text) => vec![text],
        None => view.items(&mut lacks).into_iter().filter_map(known).collect(),
    }
}

/// Owner and mode of an entry are those that a script sets.
pub(super) fn permits(script: &Script, why: &str, kept: &mut Collected) {
    let (owns, modes) = (script.owns(), script.modes());
    let changes = |reaches: &[Reach], entry: &PersistenceEntry| {
        let covers = |reach: &Reach| reach.covers(&entry.path) || reach.covers(&entry.storage);
        reaches.iter().any(covers)
    };
    for entry in &mut kept.entries.items {
        if changes(&owns, entry) {
            (entry.user, entry.group) = (Fact::unknown(why), Fact::unknown(why));
        }
        if changes(&modes, entry) {
            entry.mode = Fact::unknown(why);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::{
        model::{Host, testing},
        modules::facts::{Node, Plain},
    };

    /// What a module makes is nowhere in the project.
    fn forget_places(node: &mut Node) {
        node.span = None;
        if let Plain::Attrs(attrs) = &mut node.value {
            for attr in attrs.entries.values_mut() {
                attr.name = None;
                forget_places(&mut attr.node);
            }
        }
    }

    #[test]
    fn rules_of_the_project_set_owners_and_those_of_modules_what_is_known() {
        let mut facts = testing::facts(json!({
            "preservation": { "enable": true, "preserveAt": { "/persist": { "directories": [
                { "directory": "/var/lib/a", "user": "ann", "group": "ann", "mode": "0700" },
            ] } } },
            "systemd": { "tmpfiles": { "settings": { "preservation": { "/persist/var/lib/a": {
                "d": { "user": "ann", "group": "ann", "mode": "0700" },
            } } } } },
        }));
        let owner = |facts: &_| {
            let host = Host::from_facts(facts);
            let entry = host.entries.iter().find(|entry| entry.path == "/var/lib/a");
            let entry = entry.expect("it is an entry");
            (entry.user.some().cloned(), entry.mode.some().cloned())
        };
        assert_eq!(owner(&facts), (None, None));
        let Plain::Attrs(all) = &mut facts.config.value else { panic!("a set") };
        forget_places(&mut all.entries.get_mut("systemd").expect("it is there").node);
        let said = |text: &str| Some(text.to_owned());
        assert_eq!(owner(&facts), (said("ann"), said("0700")));
    }
}
