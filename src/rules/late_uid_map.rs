//! See `lints/late-uid-map.md`.

use super::{Fixable, Rule, Sink, accounts, lost, missing_needed_for_boot, proposals};
use crate::{
    diagnostic::{Proposal, Severity},
    model::{
        AccountMaker, Boot, Certainty, Host, Mount, PersistenceEntry, Source, Step, Way,
        mount_step, path,
    },
};

pub(super) static RULE: Rule = Rule {
    id: "late-uid-map",
    summary: "the map of user and group numbers is set up after users are made",
    doc: include_str!("../../lints/late-uid-map.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let (map, what) = match Boot::of(host).accounts {
        Some(AccountMaker::Activation) => {
            ("/var/lib/nixos".to_owned(), "the map of user and group numbers")
        }
        Some(AccountMaker::Userborn) => match host.settings.password_files.some() {
            Some(directory) => (directory.clone(), "what userborn keeps of users and groups"),
            None => return,
        },
        _ => return,
    };
    let kept = host.kept(&map);
    if kept.certainty != Certainty::Yes
        || host.readable(&map, Step::Accounts) != Certainty::No
        || accounts::all_have_numbers(host)
        || lost::half_known(host, &map)
    {
        return;
    }
    let Some(way) = host.arrival(&map).way else { return };
    if !begins_anew(host, &map, way) {
        return;
    }
    // Of several entries on the way, the one that was written for the map.
    let entry = kept.through.first().copied();
    // With the storage mounted too late, all of it is.
    let of_storage = entry.is_some_and(|entry| entry.source != Source::Preservation)
        && missing_needed_for_boot::RULE
            .check(host)
            .iter()
            .any(|found| found.path.as_deref() == Some(way.path()));
    if of_storage {
        return;
    }
    let diagnostic = sink
        .diagnostic(format!("`{map}` is persisted, but set up only after users are made"))
        .at(entry.and_then(|entry| entry.span).or(way.span()))
        .reason(format!(
            "users and groups get their numbers {}, and {what} goes to the directory that `{}` \
            then hides; the next boot chooses anew, and kept files belong to someone else",
            if map == "/var/lib/nixos" {
                "while the system is activated"
            } else {
                "before the second stage mounts anything"
            },
            way.path()
        ))
        .help(help(entry, way, &map))
        .propose(proposal(entry, &map))
        .path(map.clone());
    sink.report(diagnostic);
}

/// Whether the directory that a later mount hides is certainly empty at every boot: on a root that lasts, so does the map in it.
fn begins_anew(host: &Host, map: &str, way: Way<'_>) -> bool {
    let holds = |mount: &&Mount| {
        !mount.may
            && !mount.is_bind()
            && mount.path != way.path()
            && path::is_at_or_below(map, &mount.path)
            && mount_step(mount) == Some(Step::InitrdMounts)
    };
    let hidden = host.mounts.iter().filter(holds).max_by_key(|mount| mount.path.len());
    hidden.is_some_and(|mount| mount.ephemeral.certainty == Certainty::Yes)
}

/// Of preservation, the very entry is set up in the initrd.
fn proposal(entry: Option<&PersistenceEntry>, map: &str) -> Option<Proposal> {
    let entry = entry.filter(|entry| entry.source == Source::Preservation && entry.path == map)?;
    proposals::attributes(entry, &[("inInitrd", "true")])
}

fn help(entry: Option<&PersistenceEntry>, way: Way<'_>, map: &str) -> String {
    match (entry, way) {
        (Some(entry), _) if entry.source == Source::Preservation => {
            format!("`{{ directory = {:?}; inInitrd = true; }}`", entry.path)
        }
        (_, Way::Mount(mount)) => {
            format!("add `fileSystems.{:?}.neededForBoot = true;`", mount.path)
        }
        _ => format!("keep `{map}` on a filesystem that the initrd mounts"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{ephemeral, merge};

    fn count(directories: Value, more: Value) -> usize {
        let mut config = json!({
            "users": { "users": { "ann": { "isNormalUser": true, "uid": null } } },
            "preservation": { "enable": true, "preserveAt": { "/persist": { "directories": directories } } },
        });
        merge(&mut config, more);
        RULE.check(&ephemeral(config)).len()
    }

    #[test]
    fn preservation_needs_to_be_told() {
        let early = || json!({ "directory": "/var/lib/nixos", "inInitrd": true });
        assert_eq!(count(json!(["/var/lib/nixos"]), json!({})), 1);
        assert_eq!(count(json!(["/var/lib"]), json!({})), 1);
        assert_eq!(count(json!([early()]), json!({})), 0);
        assert_eq!(count(json!(["/var", early()]), json!({})), 0, "the deepest entry counts");
        assert_eq!(count(json!(["/srv"]), json!({})), 0, "not kept at all");
        let unknown = json!([{ "directory": "/var/lib/nixos", "inInitrd": { "?": "x" } }]);
        assert_eq!(count(unknown, json!({})), 0);
        let fixed = json!({ "users": { "users": { "ann": { "uid": 1000 } } } });
        assert_eq!(count(json!(["/var/lib/nixos"]), fixed), 0);
    }

    #[test]
    fn on_a_root_that_lasts_the_map_does_too() {
        let root = json!({ "fileSystems": { "/": { "device": "/dev/sda1", "fsType": "ext4" } } });
        assert_eq!(count(json!(["/var/lib/nixos"]), root), 0);
    }

    #[test]
    fn others_are_early() {
        let impermanence = json!({ "environment": { "persistence": { "/persist": { "directories": ["/var/lib/nixos"] } } } });
        assert_eq!(count(json!([]), impermanence), 0);
        let mount =
            json!({ "fileSystems": { "/var": { "device": "/dev/sdb1", "fsType": "ext4" } } });
        assert_eq!(count(json!([]), mount), 0);
    }

    #[test]
    fn userborn_keeps_other_files() {
        let userborn = |path: &str| json!({ "services": { "userborn": { "enable": true, "passwordFilesLocation": path } } });
        assert_eq!(count(json!(["/var/lib/nixos"]), userborn("/var/lib/nixos")), 1);
        assert_eq!(count(json!(["/var/lib/nixos"]), userborn("/persist/etc")), 0);
    }
}
