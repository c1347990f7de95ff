//! State of enabled options that no unit of the configuration shows, out of the shipped knowledge.

mod conditions;
mod context;
mod enabled;
mod homes;
mod implied;
mod places;

use super::View;
use crate::{
    model::{
        EntryKind, Host, ReplacedFile, StatePath,
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
        for enabled in enabled::enabled(config, entry, &users, turned_on, known) {
            let context = Context { config, host, name: enabled.name.as_deref(), home: None };
            if !entry.when.iter().all(|condition| context.may_hold(condition)) {
                continue;
            }
            for fact in entry.paths.iter().filter(|fact| !seen(fact)) {
                if !fact.when.iter().all(|condition| context.may_hold(condition)) {
                    unused.extend(fact.usual_paths());
                    continue;
                }
                if context.is_moved(fact) {
                    unused.extend(fact.usual_paths());
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

/// The files that their programs replace by renamed copies, `*` for any component, each with its record. Of homes, those in
/// which files are persisted.
pub(super) fn replaced(config: View<'_>, host: &Host, known: &Knowledge) -> Vec<ReplacedFile> {
    let files: Vec<&str> = host
        .entries
        .iter()
        .filter(|entry| entry.kind == EntryKind::File)
        .map(|entry| entry.path.as_str())
        .collect();
    let mut homes = homes::homes(config, host);
    homes.retain(|home| files.iter().any(|file| path::is_below(file, &home.path)));
    let everywhere = std::iter::once(None).chain(homes.iter().map(Some));
    let of_home = |home| {
        let context = Context { config, host, name: None, home };
        let of_record = move |(record, replaced)| {
            let files = context.replaced(replaced).into_iter();
            files.map(move |pattern| ReplacedFile { pattern, record })
        };
        known.replaced_files().iter().enumerate().flat_map(of_record)
    };
    everywhere.flat_map(of_home).collect()
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

    use crate::{
        model::{Host, StatePath, knowledge::Loss, testing},
        modules::facts::Plain,
    };

    fn paths(services: Value, owner: &str) -> Vec<String> {
        paths_of(json!({ "services": services }), owner)
    }

    fn offline(config: Value) -> Host {
        let mut facts = testing::facts(config);
        facts.mode = crate::modules::facts::Mode::Offline;
        Host::from_facts(&facts)
    }

    fn paths_of(config: Value, owner: &str) -> Vec<String> {
        offline(config)
            .state
            .iter()
            .filter(|state| state.owner == owner)
            .map(|state| state.path.clone())
            .collect()
    }

    #[test]
    fn a_note_is_about_what_is_lost() {
        let note = |syncthing: Value| {
            let host = offline(json!({ "services": { "syncthing": syncthing } }));
            let state = host.state.iter().find(|state| state.path == "/var/lib/syncthing");
            state.and_then(|state| state.note.clone()).unwrap_or_default()
        };
        assert!(note(json!({ "enable": true })).contains("the key"));
        let declared = json!({ "enable": true, "key": "/k", "cert": "/c", "overrideFolders": true,
            "settings": { "folders": { "a": { "path": "/data" } } } });
        assert!(note(declared).starts_with("The database"));
    }

    #[test]
    fn a_dynamic_user_without_a_directory_of_systemd() {
        let paths = paths(json!({ "crowdsec": { "enable": true } }), "services.crowdsec");
        assert_eq!(paths, ["/var/lib/crowdsec"]);
    }

    #[test]
    fn a_group_is_that_of_the_options() {
        let group = |options: Value| {
            let mut service = json!({ "enable": true });
            testing::merge(&mut service, options);
            let host = offline(json!({ "services": { "privatebin": service } }));
            let state = host.state.iter().find(|state| state.path == "/var/lib/privatebin");
            let state = state.expect("it is kept there");
            (state.user.some().cloned(), state.group.some().cloned())
        };
        let own = Some("privatebin".to_owned());
        assert_eq!(group(json!({ "enableNginx": true })), (own.clone(), None), "it is `nginx`");
        let web = Some("web".to_owned());
        assert_eq!(group(json!({ "group": "web" })), (own, web.clone()));
        assert_eq!(group(json!({ "user": "web", "group": "web" })), (web.clone(), web));
    }

    #[test]
    fn a_database_that_is_made_elsewhere_is_not_turned_on() {
        let database = |service: &str, options: Value| {
            let mut set = json!({ "enable": true });
            testing::merge(&mut set, json!({ "database": options }));
            let mut services = serde_json::Map::new();
            services.insert(service.to_owned(), set);
            let host = offline(json!({ "services": services }));
            host.state.iter().any(|state| state.owner == "services.postgresql")
        };
        for service in ["atuin", "coder"] {
            assert!(database(service, json!({})));
            assert!(database(service, json!({ "createLocally": true })));
            assert!(!database(service, json!({ "createLocally": false })));
            assert!(!database(service, json!({ "createLocally": { "?": "x" } })));
        }
        assert!(!database("atuin", json!({ "uri": "sqlite:///var/lib/atuin/atuin.db" })));
        assert!(!database("coder", json!({ "host": "db.example.org" })));
        assert!(database("coder", json!({ "host": "/run/postgresql" })));
    }

    #[test]
    fn what_is_declared_of_a_home_is_no_loss() {
        let keepassxc = |options: Value| {
            let mut program = json!({ "enable": true });
            testing::merge(&mut program, options);
            let host = offline(json!({
                "users": { "users": { "ann": { "isNormalUser": true } } },
                "home-manager": { "users": { "ann": { "programs": { "keepassxc": program } } } },
            }));
            let path = "/home/ann/.config/keepassxc";
            host.state.iter().find(|state| state.path == path).map(|state| state.loss)
        };
        assert_eq!(keepassxc(json!({})), Some(Loss::Settings));
        assert_eq!(keepassxc(json!({ "settings": {} })), Some(Loss::Settings));
        assert_eq!(keepassxc(json!({ "settings": { "?": "x" } })), Some(Loss::Settings));
        let declared = json!({ "settings": { "Browser": { "Enabled": true } } });
        assert_eq!(keepassxc(declared), Some(Loss::Cosmetic));
    }

    #[test]
    fn userborn_keeps_three_files() {
        let userborn = |options: Value| paths(json!({ "userborn": options }), "services.userborn");
        let usual = userborn(json!({ "enable": true }));
        assert!(usual.contains(&"/etc/shadow".to_owned()), "{usual:?}");
        assert!(!usual.contains(&"/etc".to_owned()));
        let moved = userborn(json!({ "enable": true, "passwordFilesLocation": "/persist/etc" }));
        assert!(moved.contains(&"/persist/etc/passwd".to_owned()), "{moved:?}");
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
    fn a_dynamic_user_may_depend_on_the_configuration() {
        let tasks = |more: Value| {
            let mut config =
                json!({ "services": { "taskchampion-sync-server": { "enable": true } } });
            testing::merge(&mut config, more);
            paths_of(config, "services.taskchampion-sync-server")
        };
        let of = |version: &str| json!({ "system": { "stateVersion": version } });
        let (dynamic, fixed) =
            (["/var/lib/private/taskchampion-sync-server"], ["/var/lib/taskchampion-sync-server"]);
        assert_eq!(tasks(of("26.05")), dynamic);
        assert_eq!(tasks(of("25.05")), fixed);
        assert_eq!(tasks(json!({ "system": { "stateVersion": { "?": "x" } } })), [] as [&str; 0]);
        let said = |dynamic: Value, version: &str| {
            let mut config =
                json!({ "services": { "taskchampion-sync-server": { "dynamicUser": dynamic } } });
            testing::merge(&mut config, of(version));
            tasks(config)
        };
        assert_eq!(said(json!(true), "25.05"), dynamic);
        assert_eq!(said(json!(false), "26.05"), fixed);
        assert_eq!(said(json!({ "?": "x" }), "26.05"), [] as [&str; 0]);
        let temporal = |options: Value| paths(json!({ "temporal": options }), "services.temporal");
        assert_eq!(temporal(json!({ "enable": true })), ["/var/lib/private/temporal"]);
        assert_eq!(temporal(json!({ "enable": true, "group": "work" })), ["/var/lib/temporal"]);
        let elsewhere = json!({ "enable": true, "dataDir": "/var/lib/work" });
        assert_eq!(temporal(elsewhere), ["/var/lib/work"]);
    }

    #[test]
    fn what_moves_with_the_options_of_a_home() {
        let kept = |owner: &str, home: Value, system: Value| {
            let mut config = system;
            testing::merge(
                &mut config,
                json!({
                    "users": { "users": { "ann": { "isNormalUser": true } } },
                    "home-manager": { "users": { "ann": home } },
                }),
            );
            paths_of(config, owner)
        };
        let zsh = |home: Value| {
            let mut on = json!({ "programs": { "zsh": { "enable": true } } });
            testing::merge(&mut on, home);
            kept("programs.zsh", on, json!({}))
        };
        let of_zsh = |options: Value| zsh(json!({ "programs": { "zsh": options } }));
        assert_eq!(zsh(json!({})), ["/home/ann/.zsh_history"]);
        let moved = ["/home/ann/.config/zsh/.zsh_history"];
        assert_eq!(of_zsh(json!({ "dotDir": ".config/zsh" })), moved);
        assert_eq!(of_zsh(json!({ "dotDir": "/home/ann/.config/zsh" })), moved);
        let history = json!({ "dotDir": ".config/zsh", "history": { "path": "/home/ann/.zh" } });
        assert_eq!(of_zsh(history), ["/home/ann/.zh"]);
        assert_eq!(of_zsh(json!({ "dotDir": { "?": "x" } })), [] as [&str; 0]);
        assert_eq!(zsh(json!({ "xdg": { "enable": true } })), [] as [&str; 0]);

        let claude = |home: Value, system: Value| {
            let mut on = json!({ "programs": { "claude-code": { "enable": true } } });
            testing::merge(&mut on, home);
            kept("programs.claude-code", on, system)
        };
        let usual = ["/home/ann/.claude", "/home/ann/.claude.json"];
        assert_eq!(claude(json!({}), json!({})), usual);
        let option = |place: &str| json!({ "programs": { "claude-code": { "configDir": place } } });
        let moved = ["/home/ann/.config/claude"];
        assert_eq!(claude(option("/home/ann/.config/claude"), json!({})), moved);
        assert_eq!(claude(option("/home/ann/.claude"), json!({})), usual);
        let variable =
            |place: &str| json!({ "home": { "sessionVariables": { "CLAUDE_CONFIG_DIR": place } } });
        assert_eq!(claude(variable("/home/ann/.config/claude"), json!({})), moved);
        assert_eq!(claude(variable("$XDG_CONFIG_HOME/claude"), json!({})), [] as [&str; 0]);
        let system = json!({ "environment": { "sessionVariables": {
            "CLAUDE_CONFIG_DIR": "$HOME/.local/state/claude" } } });
        assert_eq!(claude(json!({}), system), [] as [&str; 0]);
    }

    #[test]
    fn what_home_manager_has_on_by_default_comes_after_what_nixos_was_told() {
        let owners = |by_default: bool| {
            let mut facts = testing::facts(json!({
                "programs": { "dconf": { "enable": true } },
                "users": { "users": { "ann": { "isNormalUser": true } } },
                "home-manager": { "users": { "ann": { "dconf": { "enable": true } } } },
            }));
            let mut node = &mut facts.config;
            for name in ["home-manager", "users", "ann", "dconf", "enable"] {
                let Plain::Attrs(attrs) = &mut node.value else { panic!("a set") };
                let attr = attrs.entries.get_mut(name).expect("it is there");
                node = &mut attr.node;
                if by_default {
                    (attr.name, node.span) = (None, None);
                }
            }
            let state = Host::from_facts(&facts).state;
            let of_dconf = |state: &&StatePath| state.owner.ends_with("dconf");
            state.iter().filter(of_dconf).map(|state| state.owner.clone()).collect::<Vec<_>>()
        };
        assert_eq!(owners(true), ["programs.dconf"]);
        assert_eq!(owners(false), ["dconf"]);
    }

    #[test]
    fn an_input_method_that_ignores_the_home() {
        let fcitx = |options: Value| {
            let mut method = json!({ "enable": true, "type": "fcitx5" });
            testing::merge(&mut method, json!({ "fcitx5": options }));
            let config = json!({
                "i18n": { "inputMethod": method },
                "users": { "users": { "ann": { "isNormalUser": true } } },
            });
            paths_of(config, "i18n.inputMethod").len()
        };
        assert_eq!(fcitx(json!({})), 2);
        assert_eq!(fcitx(json!({ "ignoreUserConfig": true })), 0);
        assert_eq!(fcitx(json!({ "ignoreUserConfig": { "?": "x" } })), 0);
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
