//! Lines for what the user did not write: the option that switched it on.

use std::sync::Arc;

use crate::{
    model::{
        Assumptions, Certainty, Chain, EntryKind, Fact, Host, Mode, Mount, PersistenceEntry,
        Source, StatePath, shape::shape,
    },
    modules::facts::{HostFacts, PACKAGES, PATH_SEPARATOR, Shape, Wanted},
};

impl Wanted for Assumptions {
    fn shape(&self, mode: Mode) -> &'static Shape {
        shape(mode, &self.knowledge)
    }

    /// The paths of all options whose cause is asked for.
    fn chains(&self, facts: &HostFacts) -> Vec<Vec<String>> {
        // Offline, what else has no line nobody turned on.
        let offline = facts.mode == Mode::Offline;
        let host = if offline { Host::keeping } else { Host::assuming }(facts, self.clone());
        let of_entries = host.entries.iter().filter(|entry| entry.span.is_none());
        let mut paths: Vec<_> = of_entries.filter_map(list_of).collect();
        if !offline {
            let of_state = host.state.iter().filter(|state| wants_chain(state));
            paths.extend(of_state.flat_map(options_of));
            let lost = host.state.iter().filter(|state| state.kept == Certainty::No);
            paths.extend(lost.filter_map(settings_of).flatten());
            let of_mounts = host.mounts.iter().filter(|mount| mount.span.is_none());
            paths.extend(of_mounts.map(option_of));
        }
        paths.sort();
        paths.dedup();
        paths
    }
}

/// The options that say what the unit of a state runs, and which directory it is given.
fn settings_of(state: &StatePath) -> Option<[Vec<String>; 2]> {
    let unit = state.unit.as_deref()?.strip_suffix(".service")?;
    let setting = |name: &str| {
        ["systemd", "services", unit, "serviceConfig", name].map(str::to_owned).to_vec()
    };
    Some(["ExecStart", "StateDirectory"].map(setting))
}

/// Whether a file is called like one of nixpkgs, whatever name that has as an input. Those beside its modules make commands:
/// of scripts, of packages (`lib.getExe`), or as programs of their own (`pkgs.writeShellScript`).
fn is_of_nixpkgs(file: &str) -> bool {
    let named = file.split_once('/').map_or("", |(_, rest)| rest);
    let dirs = ["nixos/modules/", "nixos/lib/", "lib/", "pkgs/"];
    dirs.iter().any(|dir| file.starts_with(dir) || named.starts_with(dir))
}

/// Whether nobody wrote that it is on, or only the shipped knowledge says who did.
fn wants_chain(state: &StatePath) -> bool {
    state.span.is_none() || state.implied_by.is_some()
}

/// The options that can have switched on what keeps a state, the likeliest first.
fn options_of(state: &StatePath) -> Vec<Vec<String>> {
    let mut options = Vec::new();
    let owner: Vec<String> = state.owner.split('.').map(str::to_owned).collect();
    if let Some(package) = package_of(state) {
        let lists = match &state.for_user {
            Some(user) if state.by_home_manager => {
                vec!["home-manager", "users", user, "home", "packages"]
            }
            Some(user) if !state.shared => vec!["users", "users", user, "packages"],
            _ => vec!["environment", "systemPackages"],
        };
        let path = lists.into_iter().chain([package]);
        return vec![path.map(str::to_owned).collect()];
    }
    if let Some(user) = state.for_user.as_ref().filter(|_| state.by_home_manager) {
        let home: Vec<String> =
            ["home-manager", "users", user].into_iter().map(str::to_owned).collect();
        options.push([home.as_slice(), &owner, &["enable".to_owned()]].concat());
        options.push([home, owner].concat());
        return options;
    }
    if owner.len() > 1 {
        if owner[0] != "systemd" && owner[0] != "users" {
            options.push([owner.as_slice(), &["enable".to_owned()]].concat());
        }
        options.push(owner);
    }
    if let Some(unit) = state.unit.as_deref().and_then(|unit| unit.strip_suffix(".service")) {
        options.push(vec!["systemd".to_owned(), "services".to_owned(), unit.to_owned()]);
    }
    options
}

fn option_of(mount: &Mount) -> Vec<String> {
    vec!["fileSystems".to_owned(), mount.path.clone()]
}

/// The list that an entry of a persistence module stands in, and its path.
fn list_of(entry: &PersistenceEntry) -> Option<Vec<String>> {
    let option: &[&str] = match entry.source {
        Source::Impermanence => &["environment", "persistence"],
        Source::Preservation => &["preservation", "preserveAt"],
        _ => return None,
    };
    let list = match entry.kind {
        EntryKind::Directory => "directories",
        EntryKind::File => "files",
    };
    let user = entry.for_user.iter().flat_map(|user| ["users", user]);
    let path = option.iter().copied().chain([entry.root.as_str()]).chain(user);
    Some(path.chain([list, &entry.path]).map(str::to_owned).collect())
}

/// The filesystem that a state is about, when its module is there because of a mount.
fn filesystem_of(state: &StatePath) -> Option<&str> {
    state.owner.strip_prefix("boot.supportedFilesystems.")
}

/// The package that keeps a state, when it is none of an option.
fn package_of(state: &StatePath) -> Option<&str> {
    state.owner.strip_prefix(PACKAGES)
}

/// Puts the answers where the questions came from. Only what leads to a line of the user is of use.
pub(super) fn apply(facts: &HostFacts, host: &mut Host) {
    for state in host.state.items.iter_mut().filter(|state| state.span.is_none()) {
        let Some(kind) = filesystem_of(state) else { continue };
        let is_such =
            |mount: &&Mount| matches!(&mount.fs_type, Fact::Known(Some(name), _) if name == kind);
        state.span = host.mounts.iter().filter(is_such).find_map(|mount| mount.span);
    }
    if facts.chains.is_empty() {
        return;
    }
    let module = |path: &Vec<String>| -> Option<&Arc<str>> {
        facts.chains.get(&path.join(PATH_SEPARATOR))?.links.first()?.module.as_ref()
    };
    for state in host.state.items.iter_mut().filter(|state| state.kept == Certainty::No) {
        let Some([command, directory]) = settings_of(state) else { continue };
        // The unit of a service of nixpkgs is told by the module of an input to keep its state elsewhere, or may be.
        let own = module(&command).filter(|module| !is_of_nixpkgs(module));
        if let Some(own) = own.filter(|own| module(&directory) != Some(*own)) {
            let why = format!("`{own}` gives its unit another command");
            (state.kept, state.doubt) = (Certainty::Unknown, Some(why.into()));
        }
    }
    let answer = |path: &Vec<String>| -> Option<&Chain> {
        facts.chains.get(&path.join(PATH_SEPARATOR)).filter(|chain| chain.span.is_some())
    };
    for state in host.state.items.iter_mut().filter(|state| wants_chain(state)) {
        if let Some(chain) = options_of(state).iter().find_map(answer) {
            state.span = chain.span;
            // That a list has a package says where it is, and not what turned it on.
            state.chain = Some(chain.clone()).filter(|_| package_of(state).is_none());
        }
    }
    for mount in host.mounts.items.iter_mut().filter(|mount| mount.span.is_none()) {
        mount.span = answer(&option_of(mount)).and_then(|chain| chain.span);
    }
    for entry in host.entries.items.iter_mut().filter(|entry| entry.span.is_none()) {
        let chain = list_of(entry).as_ref().and_then(answer);
        entry.span = chain.and_then(|chain| chain.span);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{model::testing, modules::facts::Link};

    #[test]
    fn an_input_can_give_a_unit_another_command() {
        let kept = |command: &str, directory: &str| {
            let mut facts = testing::facts(json!({
                "fileSystems": { "/": { "device": "none", "fsType": "tmpfs" } },
                "systemd": { "services": { "a": {
                    "enable": true, "serviceConfig": { "StateDirectory": "a" } } } },
            }));
            for (setting, module) in [("ExecStart", command), ("StateDirectory", directory)] {
                let path = ["systemd", "services", "a", "serviceConfig", setting];
                let link = Link { option: path.join(".").into(), module: Some(module.into()) };
                let chain = Chain { links: vec![link], span: None };
                facts.chains.insert(path.join(PATH_SEPARATOR), chain);
            }
            let host = Host::from_facts(&facts);
            host.state.iter().find(|state| state.path == "/var/lib/a").unwrap().kept
        };
        let (nixpkgs, input) = ("nixos/modules/services/misc/a.nix", "more/modules/a.nix");
        assert_eq!(kept(nixpkgs, nixpkgs), Certainty::No);
        let made = [
            "nixos/lib/systemd-unit-options.nix",
            "unstable/nixos/lib/units.nix",
            "lib/meta.nix",
            "pkgs/build-support/trivial-builders/default.nix",
        ];
        for file in made {
            assert_eq!(kept(file, nixpkgs), Certainty::No, "{file}");
        }
        assert_eq!(kept(input, nixpkgs), Certainty::Unknown, "it may be told another place");
        assert_eq!(kept(input, input), Certainty::No, "a service of the input");
    }
}
