//! See `lints/unpersisted-uid-map.md`.

use super::{
    Fixable, Rule, Sink, accounts,
    advice::{self, NewEntry},
    lost,
};
use crate::{
    diagnostic::Severity,
    model::{Certainty, EntryKind, Host, Mode},
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
            let severity =
                if owns_state(host, accounts) { Severity::Error } else { Severity::Warning };
            let names: Vec<_> =
                accounts.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
            let more = accounts.len().saturating_sub(SHOWN);
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            (severity, format!("{}{more}", names.join(", ")))
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
        assert_eq!(found(two), [Severity::Warning]);
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
