//! See `lints/unpersisted-uid-map.md`.

use super::{
    Fixable, Rule, Sink, accounts,
    advice::{self, NewEntry},
    lost,
};
use crate::{
    diagnostic::Severity,
    model::{Certainty, EntryKind, Host, Mode, Mount, StatePath, User, path},
};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-uid-map",
    summary: "the map of user and group numbers is lost",
    doc: include_str!("../../lints/unpersisted-uid-map.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

const MAP: &str = "/var/lib/nixos";

/// How many accounts are named.
const SHOWN: usize = 8;

fn check(host: &Host, sink: &mut Sink) {
    let scripted = host.settings.userborn.is(&false) && host.settings.sysusers.is(&false);
    let Some(mount) = lost::lost(host, MAP).filter(|_| scripted) else { return };
    let accounts = accounts::without_number(host);
    let (severity, which) = match accounts.as_slice() {
        // Without nixpkgs the accounts of services are not known.
        [] if !host.mode.is_some_and(Mode::has_nixpkgs) => return,
        [] => (Severity::Info, "only accounts of NixOS itself that own nothing lasting".to_owned()),
        [name] if is_person(host, name) => (
            Severity::Info,
            format!("`{name}`, who gets the same one again as long as nobody is added"),
        ),
        accounts => {
            let severity = match () {
                () if owns_state(host, accounts) => Severity::Error,
                () if may_own(host, accounts) => Severity::Warning,
                () => Severity::Info,
            };
            let names: Vec<_> =
                accounts.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
            let more = accounts.len().saturating_sub(SHOWN);
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            let owned =
                if severity == Severity::Info { "; nothing that is kept is theirs" } else { "" };
            (severity, format!("{}{more}{owned}", names.join(", ")))
        }
    };
    let muted = |root: &crate::model::PersistenceRoot| root.warnings.is(&false);
    if severity == Severity::Info && host.roots.iter().any(muted) {
        return;
    }
    let list = advice::list(host, EntryKind::Directory);
    let span = list.as_ref().map(|(span, _)| *span).or(mount.span);
    let entry = NewEntry::directory(MAP).early();
    let diagnostic = sink
        .diagnostic_at(
            severity,
            format!("`{MAP}` is not persisted, so users and groups get new numbers"),
        )
        .at(span)
        .reason(format!(
            "{}, and with it which number belongs to whom; files that are kept then belong to \
            someone else. Without a fixed number: {which}",
            lost::because(mount)
        ))
        .help(entry.help(host))
        .propose(entry.addition(host))
        .path(MAP);
    sink.report(lost::label_wiped(diagnostic, mount));
}

/// Whether it is an account of a person: the first of them always gets the same number.
fn is_person(host: &Host, name: &str) -> bool {
    host.user(name).is_some_and(|user| user.normal.is(&true))
}

/// Whether something that is kept may belong to one of them: outside of the homes of people what nobody else is known to own,
/// and homes where there are several to be mixed up.
fn may_own(host: &Host, accounts: &[&str]) -> bool {
    let people = || host.users.iter().filter(|user| user.normal.is(&true));
    let home = |user: &User| user.home.some().map(|home| path::normalize(home));
    let homes: Vec<String> = people().filter_map(home).collect();
    let is_of_homes = |place: &str| {
        let holds =
            |home: &String| path::is_at_or_below(place, home) || path::is_below(home, place);
        place != "/" && homes.iter().any(holds)
    };
    let moving: Vec<_> = people().filter(|user| accounts.contains(&&*user.name)).collect();
    let kept = |user: &User| home(user).is_some_and(|home| keeps_of(host, &home));
    if moving.len() > 1 && moving.iter().any(|user| kept(user)) {
        return true;
    }
    let entries = host.entries.iter().filter(|entry| entry.kind == EntryKind::Directory);
    let entries = entries.filter(|entry| !entry.may && !entry.is_blank()).map(|entry| &*entry.path);
    let is_storage =
        |mount: &Mount| host.roots.iter().any(|root| path::is_at_or_below(&root.path, &mount.path));
    let of_system =
        |mount: &Mount| OF_SYSTEM.iter().any(|dir| path::is_at_or_below(&mount.path, dir));
    let mounts = host.mounts.iter().filter(|mount| {
        let lasts = mount.ephemeral.certainty == Certainty::No && !mount.may;
        lasts && !mount.is_bind() && !of_system(mount) && !is_storage(mount)
    });
    let mut places = entries.chain(mounts.map(|mount| &*mount.path));
    places.any(|place| !is_of_homes(place) && !is_of_others(host, place, accounts))
}

/// Filesystems in which only root has anything.
const OF_SYSTEM: [&str; 3] = ["/boot", "/efi", "/nix"];

/// Whether a path or something in it is kept.
fn keeps_of(host: &Host, place: &str) -> bool {
    host.kept(place).certainty == Certainty::Yes || host.entry_below(place).is_some()
}

/// Whether all that is known to be at a place belongs to other accounts.
fn is_of_others(host: &Host, place: &str, accounts: &[&str]) -> bool {
    let is_there = |state: &&StatePath| {
        path::is_at_or_below(&state.path, place) || path::is_at_or_below(place, &state.path)
    };
    let is_others = |state: &StatePath| {
        let own = [&state.user, &state.group].map(|name| name.some());
        own.into_iter().all(|name| name.is_some_and(|name| !accounts.contains(&name.as_str())))
    };
    let mut there = host.state.iter().filter(is_there).peekable();
    there.peek().is_some() && there.all(is_others)
}

/// Whether something that is kept belongs to one of them, people aside.
fn owns_state(host: &Host, accounts: &[&str]) -> bool {
    let moves = |name: &str| accounts.contains(&name) && !is_person(host, name);
    lost::entries(host).any(|entry| entry.user.some().is_some_and(|name| moves(name)))
        || host.state.iter().any(|state| {
            state.kept == Certainty::Yes
                && state.dynamic_user.is(&false)
                && state.user.some().is_some_and(|name| moves(name))
        })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{ephemeral, merge};

    fn found(more: Value) -> Vec<Severity> {
        let mut config = json!({
            "users": { "users": { "ann": { "isNormalUser": true, "uid": null } } },
            "environment": { "persistence": { "/persist": { "directories": ["/srv"] } } },
        });
        merge(&mut config, more);
        RULE.check(&ephemeral(config)).iter().map(|found| found.severity).collect()
    }

    #[test]
    fn accounts_without_a_number() {
        assert_eq!(found(json!({})), [Severity::Info], "the only one gets the same number");
        let two = json!({ "users": { "users": { "bob": { "isNormalUser": true, "uid": null } } } });
        assert_eq!(found(two.clone()), [Severity::Warning]);
        let only = |list: Value| json!({ "environment": { "persistence": { "/persist": list } } });
        let mut nothing = two.clone();
        merge(&mut nothing, only(json!({ "directories": [] })));
        assert_eq!(found(nothing), [Severity::Info], "nothing is kept");
        let mut homes = two;
        merge(&mut homes, only(json!({ "directories": ["/home"] })));
        assert_eq!(found(homes), [Severity::Warning], "of whom is the home?");
        let mut service = only(json!({ "directories": ["/home"] }));
        merge(&mut service, json!({ "users": { "users": { "sshd": { "uid": null } } } }));
        assert_eq!(found(service.clone()), [Severity::Info], "it has nothing in homes");
        let disk =
            json!({ "fileSystems": { "/data": { "device": "/dev/sdb", "fsType": "ext4" } } });
        merge(&mut service, disk);
        assert_eq!(found(service), [Severity::Warning], "it may have something there");
        let fixed = json!({ "users": { "users": { "ann": { "uid": 1000 } } } });
        assert_eq!(found(fixed), [Severity::Info]);
        let owner = json!({ "users": { "users": { "git": { "uid": null } } }, "environment": { "persistence": {
            "/persist": { "directories": [{ "directory": "/srv/git", "user": "git" }] } } } });
        assert_eq!(found(owner), [Severity::Error]);
    }

    #[test]
    fn kept_or_elsewhere() {
        let list = |path: &str| json!({ "environment": { "persistence": { "/persist": { "directories": [path] } } } });
        assert_eq!(found(list("/var/lib/nixos")), []);
        assert_eq!(found(list("/var/lib")), []);
        assert_eq!(
            found(json!({ "fileSystems": { "/var": { "device": "/dev/sdb", "fsType": "ext4" } } })),
            []
        );
        assert_eq!(found(json!({ "services": { "userborn": { "enable": true } } })), []);
        assert_eq!(found(json!({ "services": { "userborn": { "enable": { "?": "x" } } } })), []);
    }
}
