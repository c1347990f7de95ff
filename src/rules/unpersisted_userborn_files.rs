//! See `lints/unpersisted-userborn-files.md`.

use super::{Fixable, Rule, Sink, accounts, lost, proposals, storage};
use crate::{
    diagnostic::{Proposal, Safety, Severity},
    model::{Certainty, Host, Mount},
};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-userborn-files",
    summary: "userborn forgets users, their numbers and their passwords",
    doc: include_str!("../../lints/unpersisted-userborn-files.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

/// How many accounts are named.
const SHOWN: usize = 5;

fn check(host: &Host, sink: &mut Sink) {
    let settings = &host.settings;
    let runs = settings.userborn.is(&true) && settings.userborn_static.is(&false);
    let Some(directory) = settings.password_files.some().filter(|_| runs) else { return };
    let Some(mount) = lost::lost(host, &format!("{directory}/passwd")) else { return };
    let accounts = accounts::without_number(host);
    let mutable = settings.mutable_users.is(&true);
    if accounts.is_empty() && !mutable {
        return;
    }
    let names: Vec<_> = accounts.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = if accounts.len() > SHOWN { " and others" } else { "" };
    let who = format!("{}{more}", names.join(", "));
    let is_one = accounts.len() == 1;
    let numbers = if is_one { "a new number" } else { "new numbers" };
    let what = match (mutable, names.is_empty()) {
        (true, true) => "users and passwords that were set on the machine are gone".to_owned(),
        (true, false) => {
            let get = if is_one { "gets" } else { "get" };
            format!("passwords that were set on the machine are gone, and {who} {get} {numbers}")
        }
        (false, _) => {
            format!("{who} can get {numbers}, and files that are kept belong to someone else")
        }
    };
    let place = storage::place(host);
    let late = late(host, place);
    let early = late.map_or_else(String::new, |mount| {
        format!(", and `fileSystems.{:?}.neededForBoot = true;`", mount.path)
    });
    let diagnostic = sink
        .diagnostic(format!("userborn keeps users in `{directory}`, which is not persisted"))
        .at(settings.password_files.span().or(settings.userborn.span()).or(mount.span))
        .reason(format!("{}, so after a boot {what}", lost::because(mount)))
        .help(format!(
            "keep them where the initrd mounts a filesystem: \
            `services.userborn.passwordFilesLocation = \"{place}/etc\";`{early}",
        ))
        // There it would be of no use alone.
        .propose(proposal(host, directory).filter(|_| late.is_none()))
        .path(directory.clone());
    sink.report(lost::label_wiped(diagnostic, mount));
}

/// The filesystem of a place, when the initrd does not mount it.
fn late<'h>(host: &'h Host, place: &str) -> Option<&'h Mount> {
    host.mount_over(place).filter(|mount| mount.in_initrd() == Certainty::No)
}

fn proposal(host: &Host, directory: &str) -> Option<Proposal> {
    let settings = &host.settings;
    let place = format!("{}/etc", super::advice::root(host)?.path);
    match settings.password_files.span() {
        Some(at) => proposals::path(Some(at), directory, &place, Safety::Unsafe),
        None => {
            let option = ["services", "userborn", "passwordFilesLocation"];
            proposals::option_of(
                host,
                settings.userborn.span(),
                &option,
                &format!("{place:?}"),
                Safety::Unsafe,
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{ephemeral, merge};

    fn count(more: Value) -> usize {
        let mut config = json!({
            "services": { "userborn": { "enable": true } },
            "users": { "users": { "ann": { "isNormalUser": true, "uid": null } } },
            "environment": { "persistence": { "/persist": { "directories": ["/srv"] } } },
        });
        merge(&mut config, more);
        RULE.check(&ephemeral(config)).len()
    }

    #[test]
    fn files_in_etc_are_lost() {
        assert_eq!(count(json!({})), 1);
        let at =
            |path: &str| json!({ "services": { "userborn": { "passwordFilesLocation": path } } });
        assert_eq!(count(at("/persist/etc")), 0);
        assert_eq!(count(at("/var/lib/nixos")), 1);
        assert_eq!(count(json!({ "services": { "userborn": { "static": true } } })), 0);
        assert_eq!(count(json!({ "services": { "userborn": { "enable": false } } })), 0);
        let upper = json!({ "system": { "etc": { "overlay": { "enable": true, "mutable": true } } },
            "environment": { "persistence": { "/persist": { "directories": ["/.rw-etc/upper"] } } } });
        assert_eq!(count(upper), 0);
    }

    #[test]
    fn a_storage_that_is_mounted_late() {
        let help = |needed: bool| {
            let config = json!({
                "services": { "userborn": { "enable": true } },
                "users": { "users": { "ann": { "isNormalUser": true, "uid": null } } },
                "fileSystems": { "/persist": { "device": "/dev/sdb", "fsType": "ext4", "neededForBoot": needed } },
                "environment": { "persistence": { "/persist": { "directories": ["/srv"] } } },
            });
            let found = RULE.check(&ephemeral(config)).remove(0);
            (found.help.unwrap_or_default(), found.reason.unwrap_or_default())
        };
        let flag = "`fileSystems.\"/persist\".neededForBoot = true;`";
        assert!(help(false).0.ends_with(flag), "{}", help(false).0);
        assert!(!help(true).0.contains(flag));
        assert!(help(true).1.ends_with("`ann` gets a new number"), "{}", help(true).1);
    }

    #[test]
    fn fixed_numbers_and_fixed_users() {
        let fixed = |mutable: bool| json!({ "users": { "mutableUsers": mutable, "users": { "ann": { "uid": 1000 } } } });
        assert_eq!(count(fixed(false)), 0);
        assert_eq!(count(fixed(true)), 1);
    }

    #[test]
    fn an_immutable_etc_moves_them() {
        let immutable =
            || json!({ "system": { "etc": { "overlay": { "enable": true, "mutable": false } } } });
        assert_eq!(count(immutable()), 1);
        let mut kept = immutable();
        merge(
            &mut kept,
            json!({ "environment": { "persistence": { "/persist": { "directories": ["/var/lib/nixos"] } } } }),
        );
        assert_eq!(count(kept), 0);
    }
}
