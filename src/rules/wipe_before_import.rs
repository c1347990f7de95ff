//! See `lints/wipe-before-import.md`.

use super::{Fixable, Rule, Sink};
use crate::{
    diagnostic::Severity,
    model::{Host, WipeRunner, WipeTarget},
};

pub(super) static RULE: Rule = Rule {
    id: "wipe-before-import",
    summary: "a ZFS dataset is rolled back before its pool is imported",
    doc: include_str!("../../lints/wipe-before-import.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let mut told: Vec<&WipeRunner> = Vec::new();
    for wipe in &host.wipes {
        if told.contains(&&wipe.by) || !wipe.too_early {
            continue;
        }
        told.push(&wipe.by);
        let (WipeRunner::Hook(hook), WipeTarget::Dataset(dataset)) = (&wipe.by, &wipe.target)
        else {
            continue;
        };
        let pool = pool(dataset);
        let reason = if *hook == "postResumeCommands" {
            "what is not `lib.mkAfter` stands before the commands of NixOS, which import the pool"
        } else {
            "since NixOS 24.11 pools are imported in `postResumeCommands`, which come later"
        };
        let diagnostic = sink
            .diagnostic(format!(
                "`boot.initrd.{hook}` works on `{dataset}` before the pool `{pool}` is imported"
            ))
            .at(wipe.span)
            .reason(format!("{reason}: {} fails, and nothing is wiped", wipe.command))
            .help(
                "write it as `boot.initrd.postResumeCommands = lib.mkAfter \"…\";`; the first boot \
                afterwards wipes what has gathered since",
            );
        sink.report(diagnostic);
    }
}

fn pool(dataset: &str) -> &str {
    dataset.split('/').next().unwrap_or(dataset)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        model::testing::{facts, host, merge},
        rules::tests::never_more_by_less_knowledge,
    };

    const ROLLBACK: &str = "zfs rollback -r p/root@blank";

    fn config(initrd: Value) -> Value {
        let mut config = json!({
            "fileSystems": { "/": { "device": "p/root", "fsType": "zfs" } },
            "boot": { "initrd": { "systemd": { "enable": false } } },
        });
        merge(&mut config, json!({ "boot": { "initrd": initrd } }));
        config
    }

    fn count(initrd: Value) -> usize {
        RULE.check(&host(config(initrd))).len()
    }

    #[test]
    fn only_what_comes_before_the_import() {
        assert_eq!(count(json!({ "postDeviceCommands": ROLLBACK })), 1);
        assert_eq!(count(json!({ "postResumeCommands": ROLLBACK })), 0);
        let own = format!("zpool import -N p\n{ROLLBACK}");
        assert_eq!(count(json!({ "postDeviceCommands": own })), 0);
        assert_eq!(
            count(json!({ "postDeviceCommands": ROLLBACK, "preLVMCommands": "zpool import -a" })),
            0
        );
        assert_eq!(
            count(json!({ "postDeviceCommands": ROLLBACK, "preLVMCommands": { "?": "x" } })),
            0
        );
        assert_eq!(count(json!({ "postDeviceCommands": { "?": "x", "may": ROLLBACK } })), 0);
        let systemd = json!({ "enable": true });
        assert_eq!(count(json!({ "postDeviceCommands": ROLLBACK, "systemd": systemd })), 0);
        let other = "mount /dev/sda1 /m; btrfs subvolume delete /m/root";
        assert_eq!(count(json!({ "postDeviceCommands": other })), 0);
        never_more_by_less_knowledge(&config(json!({ "postDeviceCommands": ROLLBACK })));
    }

    #[test]
    fn the_order_of_the_text_counts_where_pools_are_imported() {
        let import = "poolReady \"p\" && poolImport \"p\"";
        let before = format!("{ROLLBACK}\n{import}");
        assert_eq!(count(json!({ "postResumeCommands": before })), 1);
        let after = format!("{import}\n{ROLLBACK}");
        assert_eq!(count(json!({ "postResumeCommands": after })), 0);
    }

    #[test]
    fn older_releases_import_in_time() {
        for release in [Some("24.05"), None] {
            let mut facts = facts(config(json!({ "postDeviceCommands": ROLLBACK })));
            facts.release = release.map(str::to_owned);
            assert_eq!(RULE.check(&Host::from_facts(&facts)), [], "{release:?}");
        }
    }

    #[test]
    fn what_never_was_wiped_is_told_once() {
        let mut early = config(json!({ "postDeviceCommands": ROLLBACK }));
        merge(
            &mut early,
            json!({
                "fileSystems": { "/nix": { "device": "p/nix", "fsType": "zfs" }, "/persist": { "device": "p/persist", "fsType": "zfs", "neededForBoot": true } },
                "environment": { "persistence": { "/persist": { "directories": ["/srv"] } } },
                "services": { "postgresql": { "enable": true } },
            }),
        );
        let rules = |config: Value| {
            let mut facts = facts(config);
            facts.release = Some("25.11".to_owned());
            let found = super::super::check(&Host::from_facts(&facts), &[]);
            found.iter().map(|found| found.rule).collect::<Vec<_>>()
        };
        assert_eq!(rules(early.clone()), [RULE.id]);
        merge(
            &mut early,
            json!({ "boot": { "initrd": {
            "postDeviceCommands": "", "postResumeCommands": ROLLBACK } } }),
        );
        assert!(rules(early).contains(&"unpersisted-service-state"));
    }
}
