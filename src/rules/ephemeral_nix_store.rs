//! See `lints/ephemeral-nix-store.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::Severity,
    model::{Certainty, Host, Mount, Wipe, WipeTarget},
};

pub(super) static RULE: Rule = Rule {
    id: "ephemeral-nix-store",
    summary: "the Nix store is on a filesystem that is wiped",
    doc: include_str!("../../lints/ephemeral-nix-store.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

const HELP: &str = "give `/nix` a filesystem of its own: `fileSystems.\"/nix\" = { device = \"…\"; \
    fsType = \"…\"; };`; an entry in a persistence module is set up too late";

fn check(host: &Host, sink: &mut Sink) {
    let Some(mount) = lost::without_store(host) else { return perhaps(host, sink) };
    let point = &mount.path;
    let message = format!("`/nix` is on `{point}`, which is wiped at every boot");
    let diagnostic = sink
        .diagnostic(message)
        .at(mount.span)
        .reason(format!("{}, so the next boot finds no system to start", lost::because(mount)))
        .help(HELP)
        .path("/nix");
    let diagnostic =
        if mount.is_memory() { diagnostic } else { lost::label_wiped(diagnostic, mount) };
    sink.report(diagnostic);
}

/// Something is certainly wiped, and it may be the root, by another name than where that is mounted.
fn perhaps(host: &Host, sink: &mut Sink) {
    let Some((root, wipe)) = doubtful(host) else { return };
    let diagnostic = sink
        .diagnostic_at(
            Severity::Warning,
            "`/nix` is on `/`, which may be wiped at every boot".to_owned(),
        )
        .at(root.span)
        .label(wipe.span, format!("{} here works on nothing that is mounted by this name", wipe.command))
        .reason(
            "paths are persisted, so the root is meant to be wiped; when it is, the next boot finds no system to start",
        )
        .help(HELP)
        .path("/nix");
    sink.report(diagnostic);
}

fn doubtful(host: &Host) -> Option<(&Mount, &Wipe)> {
    let root = host.mount_over("/nix/store").filter(|mount| mount.path == "/")?;
    let verdict = &root.ephemeral;
    let is_meant = |wipe: &&Wipe| {
        wipe.certainty == Certainty::Yes
            && wipe.target != WipeTarget::Unclear
            && wipe.span.is_some()
            && wipe.span == verdict.span
    };
    let wipe = host.wipes.iter().find(is_meant)?;
    // A device that is not known may be any other.
    root.device.known()?;
    // With a filesystem for what is kept, somebody meant it.
    let apart = |storage: &&str| host.mount_over(storage).is_some_and(|mount| mount.path != "/");
    let clear = verdict.certainty == Certainty::Unknown
        && lost::storages(host).iter().any(apart)
        && host.entry_over("/nix/store").is_none()
        && host.may_lead_elsewhere("/nix/store", "/").is_none();
    clear.then_some((root, wipe))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{ephemeral, host, merge};

    #[test]
    fn a_tmpfs_alone_holds_the_store() {
        let bare = host(json!({ "fileSystems": { "/": { "device": "none", "fsType": "tmpfs" } } }));
        assert_eq!(RULE.check(&bare).len(), 1);
        assert_eq!(RULE.check(&ephemeral(json!({}))), []);
        let unclear =
            host(json!({ "fileSystems": { "/": { "fsType": "tmpfs" }, "/nix": { "?": "x" } } }));
        assert_eq!(RULE.check(&unclear), []);
        let image = host(json!({ "fileSystems": {
            "/": { "fsType": "tmpfs" }, "/nix/.ro-store": { "fsType": "squashfs", "device": "x" } } }));
        assert_eq!(RULE.check(&image), []);
    }

    const NONE: [Severity; 0] = [];

    #[test]
    fn a_root_that_may_be_wiped() {
        let found = |wipe: Value, more: Value| -> Vec<Severity> {
            let mut config = json!({
                "fileSystems": {
                    "/": { "device": "/dev/disk/by-label/main", "fsType": "ext4" },
                    "/persist": { "device": "/dev/sdb1", "fsType": "ext4", "neededForBoot": true },
                },
                "boot": { "initrd": { "systemd": { "enable": true, "services": { "wipe": {
                    "before": ["sysroot.mount"], "script": wipe } } } } },
                "environment": { "persistence": { "/persist": { "directories": ["/srv"] } } },
            });
            merge(&mut config, more);
            RULE.check(&host(config)).iter().map(|found| found.severity).collect()
        };
        let mkfs = || json!("mkfs.ext4 -F /dev/sda2");
        assert_eq!(found(mkfs(), json!({})), [Severity::Warning]);
        assert_eq!(found(json!("mkfs.ext4 -F /dev/disk/by-label/swap"), json!({})), NONE);
        assert_eq!(found(json!("/nix/store/x-wipe"), json!({})), NONE, "it can be anything");
        assert_eq!(found(json!({ "?": "x" }), json!({})), NONE);
        let store = |mount: Value| json!({ "fileSystems": { "/nix": mount } });
        assert_eq!(found(mkfs(), store(json!({ "device": "/dev/sdc1", "fsType": "ext4" }))), NONE);
        assert_eq!(found(mkfs(), store(json!({ "?": "x" }))), NONE);
        let none =
            json!({ "environment": { "persistence": { "/persist": { "directories": [] } } } });
        assert_eq!(found(mkfs(), none), NONE, "nothing says that the root is wiped");
    }
}
