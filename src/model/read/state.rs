//! Where enabled things keep state: directories of units, homes, and what only the shipped knowledge says.

mod containers;
mod declared;

use super::{View, known, tmpfiles};
use crate::{
    model::{
        Certainty, DirectoryKind, Doubt, Fact, Host, Set, StateKind, StatePath, Unit,
        UnitDirectory,
        knowledge::{self, Knowledge, Loss, Relation, ServiceDirectory, Source, Trigger},
        path,
    },
    modules::facts::PACKAGES,
};

pub(super) fn read(config: View<'_>, host: &mut Host) {
    let assumptions = host.assumptions.clone();
    let known = &*assumptions.knowledge;
    let mut state = Set { items: Vec::new(), missing: host.units.missing.clone() };
    for unit in &host.units {
        for directory in &unit.directories {
            state.items.extend(of_unit(unit, directory, host, known));
        }
    }
    let known::Known { state: others, implied, unused } = known::read(config, host, known);
    for item in &mut state.items {
        let place = item.path.replacen("/private/", "/", 1);
        let is_unused =
            unused.contains(&place) && !others.iter().any(|other| other.path == item.path);
        if is_unused || is_left_behind(item, &place, &others, known) {
            item.loss = Loss::Cosmetic;
        }
    }
    // A unit's own word about a path is the better one; about what it is, the knowledge's.
    for item in others {
        match state.items.iter_mut().find(|other| other.path == item.path) {
            // What home-manager has on by default is no reason beside what NixOS was told.
            Some(other)
                if other.for_user.is_some()
                    && !other.by_home_manager
                    && item.by_home_manager
                    && item.span.is_none() => {}
            Some(other) => {
                other.owner = item.owner;
                other.loss = item.loss;
                other.judged |= item.judged;
                other.note = item.note.or(other.note.take());
                other.relocate = item.relocate;
                other.span = item.span.or(other.span);
            }
            None => state.items.push(item),
        }
    }
    state.items.extend(containers::read(config));
    declared::add(config, host, &mut state.items);
    for item in state.items.iter_mut().filter(|item| item.span.is_none()) {
        if let Some(implied) = implied.iter().find(|implied| implied.owner == item.owner) {
            item.implied_by = Some(implied.by.clone());
            item.span = implied.span;
        }
    }
    state.items.sort_by(|a, b| (&a.path, &a.owner, &a.unit).cmp(&(&b.path, &b.owner, &b.unit)));
    let places: Vec<_> = state.items.iter().filter_map(place_at_home).collect();
    for item in &mut state.items {
        let kept = host.kept(&item.path);
        (item.kept, item.kept_by) = (kept.certainty, kept.by());
        item.doubt = kept.doubt;
        if item.kept == Certainty::No {
            in_unit(item, host);
        }
        if item.kept == Certainty::No
            && let Some(doubt) = elsewhere(item, &places, host)
        {
            (item.kept, item.doubt) = (Certainty::Unknown, Some(doubt));
        }
        if let Some(package) = wrapped(item, host) {
            let why = format!("an overlay gives `{PACKAGES}{package}` a home of its own");
            (item.kept, item.doubt) = (Certainty::Unknown, Some(why.into()));
        }
    }
    fold(&mut state.items);
    host.state = state;
    host.state_options.orphans = known::orphans(config, host, known);
    host.state_options.replaced = known::replaced(config, host, known);
}

/// The package that keeps it in a home, when that has a home of its own.
fn wrapped<'s>(item: &'s StatePath, host: &Host) -> Option<&'s str> {
    let owner = &item.owner;
    let name = owner.strip_prefix("programs.").or_else(|| owner.strip_prefix(PACKAGES))?;
    let is_lost = item.kept == Certainty::No && item.for_user.is_some();
    (is_lost && host.wrapped.iter().any(|package| package == name)).then_some(name)
}

/// What is lost by itself may be kept as its unit sees it, the one that is named like its service, too: a bind leads
/// elsewhere, or it runs a command of the project that is told another place. Where any other unit has a place elsewhere, such
/// as the server whose database this one prepares, the data may be there.
fn in_unit(item: &mut StatePath, host: &Host) {
    let named = |name: &str| host.units.iter().find(|unit| unit.name == name);
    let own = item.unit.as_deref().and_then(|name| name.strip_suffix(".service")).and_then(named);
    let runs_another = |unit: &Unit| {
        let written = unit.directories.iter().any(|directory| directory.span.is_some());
        !written && unit.may_keep_elsewhere(&item.path)
    };
    if own.is_some_and(runs_another) {
        item.kept = Certainty::Unknown;
        return;
    }
    let of_service = item.owner.strip_prefix("services.").and_then(named);
    for unit in [own, of_service].into_iter().flatten() {
        match unit.real_path(&item.path) {
            Some(place) if place != item.path && !unit.may => {
                let kept = host.kept(&place);
                (item.kept, item.kept_by) = (kept.certainty, kept.by());
                return;
            }
            Some(place) if place == item.path => {}
            _ => item.kept = Certainty::Unknown,
        }
    }
    let lasts = |place: String| host.kept(&place).certainty != Certainty::No;
    let mut others = host.units.iter().filter(|unit| !unit.enable.is(&false));
    if others.any(|unit| unit.bound(&item.path).is_some_and(lasts)) {
        item.kept = Certainty::Unknown;
    }
}

/// What a program keeps in a home: whose it is, whose home, and where.
type HomePlace = (String, String, String);

fn place_at_home(item: &StatePath) -> Option<HomePlace> {
    Some((item.owner.clone(), item.for_user.clone()?, item.path.clone()))
}

/// Why what a program keeps in a home may be in another place there: the user keeps a directory of the same name, or
/// something in one. Programs can be told to use another place in ways that are not seen here, `~/.local/share/gnupg` for
/// `~/.gnupg`, and Firefox stays at `~/.mozilla` as long as there is one. Where it keeps something else, it has that there.
fn elsewhere(item: &StatePath, places: &[HomePlace], host: &Host) -> Option<Doubt> {
    let home = host.user(item.for_user.as_deref()?)?.home.some()?;
    let name = |part: &str| part.trim_start_matches('.').to_owned();
    let own = name(item.path.rsplit('/').next().filter(|_| path::is_below(&item.path, home))?);
    let same = |path: &str| {
        let inside = path::rest(path, home).filter(|_| path != item.path);
        inside.is_some_and(|inside| inside.split('/').any(|part| name(part) == own))
    };
    let of_another = |path: &str| {
        let is_own = |(owner, user, place): &HomePlace| {
            *owner == item.owner && Some(user) == item.for_user.as_ref() && place == path
        };
        places.iter().any(is_own)
    };
    let may_be = |path: &str| same(path) && !of_another(path);
    let entries = host.entries.iter().map(|entry| (&entry.path, entry.span));
    let mounts = host.mounts.iter().filter(|mount| mount.ephemeral.certainty != Certainty::Yes);
    let mut kept = entries.chain(mounts.map(|mount| (&mount.path, mount.span)));
    let (path, span) = kept.find(|(path, _)| may_be(path))?;
    Some(Doubt::from(&*format!("it may be in `{path}`")).at(span))
}

/// What a directory holds, as far as keeping it is the same matter.
const fn holds(kind: StateKind) -> StateKind {
    match kind {
        StateKind::Secret => StateKind::State,
        kind => kind,
    }
}

/// Leaves out what lies in a directory that is named, too, and that is kept or lost like it.
fn fold(items: &mut Vec<StatePath>) {
    let mut folded: Vec<StatePath> = Vec::with_capacity(items.len());
    for item in items.drain(..) {
        let around = folded.iter_mut().find(|other| {
            path::is_at_or_below(&item.path, &other.path)
                && item.path != other.path
                && (item.kept, &item.kept_by) == (other.kept, &other.kept_by)
                && holds(item.kind) == holds(other.kind)
                && other.source != Source::CreateHome
                && item.for_user.is_none()
        });
        match around {
            // What a person said of the whole is not changed by what is usual for a part.
            Some(other) if other.judged && !item.judged => {}
            Some(other) if other.loss < item.loss => {
                (other.loss, other.judged) = (item.loss, item.judged);
                other.note = item.note.or(other.note.take());
            }
            Some(_) => {}
            None => folded.push(item),
        }
    }
    *items = folded;
}

/// Whether a directory of a unit is only the default of an option that moves the state, or in it, and the option was set. The
/// place is the one that the unit sees.
fn is_left_behind(item: &StatePath, place: &str, others: &[StatePath], known: &Knowledge) -> bool {
    let by_default = |found: knowledge::PathMatch<'_>| {
        found.fact.path.plain().is_none()
            && found.fact.default.iter().any(|default| {
                let is_in = |text: String| path::is_at_or_below(place, &path::normalize(&text));
                default.plain().is_some_and(is_in)
            })
    };
    known.by_path(&item.path).into_iter().any(by_default)
        && others.iter().any(|other| other.owner == item.owner)
        && !others.iter().any(|other| other.path == item.path)
}

fn of_unit(
    unit: &Unit,
    directory: &UnitDirectory,
    host: &Host,
    known: &Knowledge,
) -> Option<StatePath> {
    // What nixpkgs writes there is made from the configuration; only what a person put there could be lost.
    let is_generated = directory.kind == DirectoryKind::Configuration && directory.span.is_none();
    if !unit.enable.is(&true) || is_generated {
        return None;
    }
    let dynamic = unit.dynamic_user.known()?;
    let place = path::normalize(&directory.path(*dynamic));
    let of_systemd = match directory.kind {
        DirectoryKind::State => ServiceDirectory::State,
        DirectoryKind::Cache => ServiceDirectory::Cache,
        DirectoryKind::Logs => ServiceDirectory::Logs,
        DirectoryKind::Configuration => ServiceDirectory::Configuration,
    };
    let name = format!("{}.service", unit.name);
    let judged = known.by_path(&place).into_iter().find(|found| found.fact.judged_loss.is_some());
    let may_be_part = directory.span.is_none() || !known.by_path(&place).is_empty();
    let (owner, span) = owner(unit, may_be_part, host);
    let owner = match known_owner(known, &place) {
        // A unit of nixpkgs that is named differently from its service.
        Some(known) if unit.span.is_none() && owner.starts_with("systemd.services.") => known,
        _ => owner,
    };
    let root = || Some("root".to_owned());
    let user =
        if *dynamic { unit.user.clone() } else { unit.user.clone().map(|name| name.or_else(root)) };
    let relocate = known.by_path(&place).into_iter().find(|found| !found.fact.relocate.is_empty());
    Some(StatePath {
        unit: Some(name.clone()),
        user,
        group: if *dynamic || unit.group.some().is_some() {
            unit.group.clone()
        } else {
            group(unit, host)
        },
        mode: directory.mode.clone(),
        dynamic_user: unit.dynamic_user.clone(),
        loss: known.directory_loss(&name, of_systemd, &directory.name),
        judged: judged.is_some(),
        note: judged.and_then(|found| found.fact.note.as_deref()).map(str::to_owned),
        relocate: relocate.map_or_else(Vec::new, |found| {
            let options = found.fact.relocate.iter().filter(|option| option.is_exact());
            options.map(ToString::to_string).collect()
        }),
        span: span.or(directory.span).or(unit.span),
        ..StatePath::new(place, owner, of_systemd.kind(), Source::StateDirectory)
    })
}

/// systemd's default: the primary group of the user.
fn group(unit: &Unit, host: &Host) -> Fact<Option<String>> {
    match unit.user.known() {
        Some(None) => Fact::of_default(Some("root".to_owned())),
        Some(Some(name)) if name == "root" => Fact::of_default(Some("root".to_owned())),
        Some(Some(name)) => {
            host.user(name).map_or_else(|| host.unknown_user(name), |user| user.group.clone())
        }
        None => unit.user.clone(),
    }
}

/// The option set a unit belongs to: the enabled service of its name; else, when it may be a part of one, the service with
/// the longest name that the unit's begins with. `outline-to-anki` of the user is no part of `outline`.
fn owner(unit: &Unit, may_be_part: bool, host: &Host) -> (String, Option<crate::source::Span>) {
    let belongs = |name: &str| {
        unit.name
            .strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '@', '_']) && may_be_part)
    };
    let services = host.services.iter().filter(|(name, enable)| enable.is(&true) && belongs(name));
    match services.max_by_key(|(name, _)| name.len()) {
        Some((name, enable)) => (format!("services.{name}"), enable.span()),
        None => (format!("systemd.services.{}", unit.name), None),
    }
}

/// The option set that is known to keep something in a path.
fn known_owner(known: &Knowledge, place: &str) -> Option<String> {
    let option = known.by_path(place).into_iter().find_map(|found| {
        let option = found.entry.triggers.iter().find_map(|trigger| match trigger {
            Trigger::Nixos(option) => Some(option),
            _ => None,
        })?;
        let of_name = found.name.as_deref().map(|name| option.with_name(name));
        (found.relation != Relation::Parent).then(|| of_name.unwrap_or_else(|| option.clone()))
    })?;
    let option = option.to_string();
    let set = option.strip_suffix(".enable").or(option.strip_suffix(".<name>"));
    Some(set.unwrap_or(&option).to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::model::{Certainty, knowledge::Loss, testing::host};

    #[test]
    fn a_unit_with_another_name_belongs_to_its_option() {
        let host = host(json!({ "systemd": { "services": {
            "restic-backups-home": { "serviceConfig": { "CacheDirectory": "restic-backups-home" } },
        } } }));
        let unit = host.units.iter().next().expect("it is there");
        assert!(unit.span.is_some(), "what the user writes is the unit's own");
        let known = crate::model::knowledge::Knowledge::shipped();
        let owner = |place: &str| super::known_owner(known, place);
        assert_eq!(
            owner("/var/cache/restic-backups-home").as_deref(),
            Some("services.restic.backups.home")
        );
        assert_eq!(owner("/var/lib/acme/.lego/accounts").as_deref(), Some("security.acme.certs"));
        assert_eq!(owner("/var/lib/dhcpcd").as_deref(), Some("networking.dhcpcd"));
        assert_eq!(owner("/var/lib/nobody-knows"), None);
    }

    #[test]
    fn what_is_set_up_otherwise_is_no_loss() {
        let yggdrasil = |keys: bool| {
            let host = host(json!({
                "services": { "yggdrasil": { "enable": true, "persistentKeys": keys } },
                "systemd": { "services": { "yggdrasil": { "enable": true, "serviceConfig": {
                    "StateDirectory": "yggdrasil", "DynamicUser": true } } } },
            }));
            let path = "/var/lib/private/yggdrasil";
            host.state.iter().find(|item| item.path == path).map(|item| item.loss)
        };
        assert_eq!(yggdrasil(true), Some(Loss::Identity));
        assert_eq!(yggdrasil(false), Some(Loss::Cosmetic));
    }

    #[test]
    fn the_directory_of_a_unit_is_empty_where_another_is_named() {
        let seerr = |place: &str| {
            let host = host(json!({
                "system": { "stateVersion": "25.05" },
                "services": { "seerr": { "enable": true, "configDir": place } },
                "systemd": { "services": { "seerr": { "enable": true, "serviceConfig": {
                    "StateDirectory": "jellyseerr", "DynamicUser": true } } } },
            }));
            let path = "/var/lib/private/jellyseerr";
            host.state.iter().find(|item| item.path == path).map(|item| item.loss)
        };
        assert_eq!(seerr("/var/lib/jellyseerr/config"), Some(Loss::Settings));
        assert_eq!(seerr("/srv/seerr"), Some(Loss::Cosmetic));
    }

    #[test]
    fn a_home_elsewhere_is_no_directory_of_the_unit() {
        let ollama = |options: serde_json::Value| {
            let mut service = json!({ "enable": true });
            crate::model::testing::merge(&mut service, options);
            let host = host(json!({
                "services": { "ollama": service },
                "systemd": { "services": { "ollama": { "enable": true, "serviceConfig": {
                    "StateDirectory": ["ollama"], "DynamicUser": true } } } },
            }));
            let of_ollama = host.state.iter().filter(|item| item.owner == "services.ollama");
            of_ollama
                .map(|item| (item.path.clone(), item.loss, item.dynamic_user.is(&true)))
                .collect::<Vec<_>>()
        };
        let private = |loss| ("/var/lib/private/ollama".to_owned(), loss, true);
        assert_eq!(ollama(json!({})), [private(Loss::Recreatable)]);
        for home in ["/persist/ollama", "/var/lib/models"] {
            let models = format!("{home}/models");
            let moved = (home.to_owned(), Loss::Recreatable, false);
            let found = ollama(json!({ "home": home, "models": models }));
            assert_eq!(found, [moved, private(Loss::Cosmetic)]);
        }
        let apart = ollama(json!({ "home": "/persist/ollama", "models": "/data/models" }));
        assert_eq!(apart, [private(Loss::Cosmetic)]);
    }

    #[test]
    fn a_dynamic_user_has_in_private_what_systemd_makes() {
        let crowdsec = |service: serde_json::Value| {
            let host = host(json!({
                "services": { "crowdsec": { "enable": true, "user": "crowdsec", "group": "crowdsec" } },
                "systemd": { "services": { "crowdsec": { "enable": true, "serviceConfig": service } } },
            }));
            host.state.iter().map(|item| item.path.clone()).find(|path| path.ends_with("crowdsec"))
        };
        let own = json!({ "DynamicUser": true, "User": "crowdsec", "ReadWritePaths": ["/var/lib/crowdsec"] });
        assert_eq!(crowdsec(own).as_deref(), Some("/var/lib/crowdsec"));
        let made = json!({ "DynamicUser": true, "StateDirectory": "crowdsec" });
        assert_eq!(crowdsec(made).as_deref(), Some("/var/lib/private/crowdsec"));
    }

    #[test]
    fn what_is_kept_of_a_program_is_no_other_place_of_it() {
        let kept = |entry: &str| {
            let host = host(json!({
                "fileSystems": { "/": { "device": "none", "fsType": "tmpfs" },
                    "/persist": { "device": "/dev/sda1", "fsType": "ext4" } },
                "users": { "users": { "ann": { "isNormalUser": true } } },
                "home-manager": { "users": { "ann": { "programs": {
                    "keepassxc": { "enable": true } } } } },
                "environment": { "persistence": { "/persist": { "users": { "ann": {
                    "directories": [entry] } } } } },
            }));
            let cache = host.state.iter().find(|item| item.path.ends_with(".cache/keepassxc"));
            cache.map(|item| item.kept)
        };
        assert_eq!(kept(".config/keepassxc"), Some(Certainty::No));
        assert_eq!(kept(".local/share/keepassxc"), Some(Certainty::Unknown));
    }

    #[test]
    fn the_default_directory_of_moved_state_is_no_loss() {
        let immich = |location: &str| {
            let host = host(json!({
                "services": { "immich": { "enable": true, "mediaLocation": location } },
                "systemd": { "services": { "immich-server": { "enable": true, "serviceConfig": {
                    "StateDirectory": "immich", "User": "immich" } } } },
            }));
            let item =
                host.state.iter().find(|item| item.path == "/var/lib/immich").map(|item| item.loss);
            item.expect("the unit has the directory")
        };
        assert_eq!(immich("/var/lib/immich"), Loss::Data);
        assert_eq!(immich("/srv/photos"), Loss::Cosmetic);
    }

    #[test]
    fn neither_is_what_the_unit_makes_in_it() {
        let transmission = |home: &str| {
            let directories = json!(["transmission", "transmission/Downloads"]);
            let host = host(json!({
                "services": { "transmission": { "enable": true, "home": home, "user": "transmission" } },
                "systemd": { "services": { "transmission": { "enable": true, "serviceConfig": {
                    "StateDirectory": directories, "User": "transmission" } } } },
            }));
            let mut below =
                host.state.iter().filter(|item| item.path.starts_with("/var/lib/transmission"));
            below.any(|item| item.loss != Loss::Cosmetic)
        };
        assert!(transmission("/var/lib/transmission"));
        assert!(!transmission("/srv/torrents"));
    }

    #[test]
    fn a_unit_that_sees_the_state_elsewhere() {
        let pleroma = |helper: serde_json::Value| {
            let bound = json!(["/persist/pleroma:/var/lib/pleroma"]);
            let host = host(json!({
                "fileSystems": { "/": { "device": "none", "fsType": "tmpfs" },
                    "/persist": { "device": "/dev/sda1", "fsType": "ext4" } },
                "systemd": { "services": {
                    "pleroma": { "enable": true, "serviceConfig": {
                        "StateDirectory": "pleroma", "User": "pleroma", "BindPaths": bound } },
                    "helper": { "enable": true, "serviceConfig": helper },
                } },
            }));
            let kept = host.state.iter().filter(|item| item.path == "/var/lib/pleroma");
            kept.map(|item| (item.unit.clone().unwrap_or_default(), item.kept)).collect::<Vec<_>>()
        };
        let server = || ("pleroma.service".to_owned(), Certainty::Yes);
        assert_eq!(pleroma(json!({})), [server()]);
        let helper = ("helper.service".to_owned(), Certainty::Unknown);
        assert_eq!(
            pleroma(json!({ "StateDirectory": "pleroma", "User": "pleroma" })),
            [helper, server()]
        );
    }
}
