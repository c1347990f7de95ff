//! See `lints/wipe-before-import.md`.

use super::{Fixable, Rule, Sink};
use crate::{
    diagnostic::Severity,
    model::{Certainty, Host, Wipe, WipeRunner, WipeTarget},
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

/// Hooks that the scripted initrd runs before `postResumeCommands` (nixos/modules/system/boot/stage-1-init.sh).
const EARLY_HOOKS: [&str; 3] = ["preDeviceCommands", "preLVMCommands", "postDeviceCommands"];

fn check(host: &Host, sink: &mut Sink) {
    let mut told: Vec<&WipeRunner> = Vec::new();
    for wipe in &host.wipes {
        if told.contains(&&wipe.by) || !is_too_early(host, wipe) {
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

/// Whether a wipe certainly runs when the pool of its dataset is not there yet, and so does nothing.
pub(super) fn is_too_early(host: &Host, wipe: &Wipe) -> bool {
    let (WipeRunner::Hook(hook), WipeTarget::Dataset(dataset)) = (&wipe.by, &wipe.target) else {
        return false;
    };
    if wipe.certainty != Certainty::Yes || !host.initrd.systemd.is(&false) {
        return false;
    }
    let hooks = &host.initrd.hooks;
    // A hook of the user's own can import the pool.
    let imports = |text: &String| text.contains("zpool import") || text.contains("zpool\" import");
    let may_import = hooks.missing.iter().any(|missing| !missing.unseen)
        || hooks.iter().any(|hook| {
            EARLY_HOOKS.contains(&hook.option) && hook.text.known().is_none_or(imports)
        });
    if EARLY_HOOKS.contains(hook) {
        return host.versions.imports_pools_late() && !may_import;
    }
    // With nixpkgs, its own commands are in the text.
    let text = hooks.iter().find(|other| other.option == *hook).and_then(|hook| hook.text.known());
    let places = text.and_then(|text| {
        let import = text.find(&format!("poolImport \"{}\"", pool(dataset)))?;
        Some((text.find(dataset.as_str())?, import))
    });
    places.is_some_and(|(wiped, imported)| wiped < imported) && !may_import
}

fn pool(dataset: &str) -> &str {
    dataset.split('/').next().unwrap_or(dataset)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        model::testing::{host, merge},
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
        let mut host = host(config(json!({ "postDeviceCommands": ROLLBACK })));
        host.versions.nixpkgs_branch = crate::model::Release::parse("24.05");
        assert_eq!(RULE.check(&host), []);
        host.versions.nixpkgs_branch = None;
        host.versions.nixos = None;
        assert_eq!(RULE.check(&host), []);
    }
}
