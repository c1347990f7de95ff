//! State of enabled options that no unit of the configuration shows, out of the shipped knowledge.

mod context;
mod enabled;
mod homes;
mod implied;

use super::View;
use crate::{
    model::{
        Host, StatePath,
        knowledge::{Component, Knowledge, OptionPattern, Origin, PathFact, Relation, Trigger},
        path,
    },
    modules::facts::Mode,
};
use context::Context;
use enabled::Enabled;
use homes::Home;
use implied::Implied;

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
    let users = homes::homes(config, host);
    let implied = implied::implied(config, host, known, &users);
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
        for enabled in enabled::enabled(config, entry, &users, turned_on) {
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
                    found.extend(context.states(entry, fact, &enabled));
                }
                if !fact.path.is_home() && enabled.user.is_none() {
                    found.extend(context.states(entry, fact, &enabled));
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
    fn what_is_mounted_is_supported() {
        let of_zfs = |kind: &str| {
            let mounts = json!({ "/data": { "device": "tank/data", "fsType": kind } });
            paths_of(json!({ "fileSystems": mounts }), "boot.supportedFilesystems.zfs")
        };
        assert_eq!(of_zfs("zfs"), ["/etc/zfs/zpool.cache"]);
        assert_eq!(of_zfs("ext4"), [] as [&str; 0]);
    }

    #[test]
    fn paths_of_a_list_are_its_own() {
        let keys = |options: Value| {
            let mut openssh = json!({ "enable": true, "generateHostKeys": true });
            testing::merge(&mut openssh, options);
            let mut paths = paths(json!({ "openssh": openssh }), "services.openssh");
            paths.retain(|path| !path.ends_with(".pub"));
            paths
        };
        assert_eq!(keys(json!({})), ["/etc/ssh/ssh_host_ed25519_key", "/etc/ssh/ssh_host_rsa_key"]);
        let moved =
            json!({ "hostKeys": [{ "path": "/persist/ssh/key" }, { "path": { "?": "x" } }] });
        assert_eq!(keys(moved), ["/persist/ssh/key"]);
        assert_eq!(keys(json!({ "hostKeys": { "?": "x" } })), [] as [&str; 0]);
    }

    #[test]
    fn one_of_several_has_its_name_in_the_path() {
        let redis = json!({ "redis": { "servers": { "immich": { "enable": true } } } });
        assert_eq!(paths(redis, "services.redis.servers.immich"), ["/var/lib/redis-immich"]);
    }
}
