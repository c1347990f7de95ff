//! See `lints/ephemeral-boot.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::Severity,
    model::{Backing, Certainty, Host},
};

pub(super) static RULE: Rule = Rule {
    id: "ephemeral-boot",
    summary: "kernels and boot entries are written to a filesystem that is wiped",
    doc: include_str!("../../lints/ephemeral-boot.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let loaders = &host.loaders;
    let Some((loader, span)) = loaders.enabled.first() else { return };
    // systemd finds and mounts the partition itself.
    let found_by_type =
        host.initrd.root.known().is_none_or(|root| root.as_deref() == Some("gpt-auto"));
    if !loaders.external.is(&false) || found_by_type || lost::without_store(host).is_some() {
        return;
    }
    for directory in &loaders.directories {
        let kept = host.kept(directory);
        let Backing::Mount(mount) = kept.backing else { continue };
        if kept.certainty != Certainty::No {
            continue;
        }
        // bootctl installs to nothing but an EFI partition (systemd's src/shared/find-esp.c); others write to any directory.
        let effect = if *loader == "boot.loader.systemd-boot" {
            format!(
                "`{loader}` installs to nothing but an EFI partition, so `nixos-rebuild` fails unless somebody mounts it at \
                `{directory}` by hand before"
            )
        } else {
            format!(
                "what `nixos-rebuild` writes to `{directory}` for `{loader}` is gone after a boot, and the machine goes on \
                starting an old system or none"
            )
        };
        let diagnostic = sink
            .diagnostic(format!(
                "`{directory}` is on `{}`, which is wiped at every boot",
                mount.path
            ))
            .at(span.or(mount.span))
            .reason(format!("{}; {effect}", lost::because(mount)))
            .help(format!(
                "mount the partition there: `fileSystems.{directory:?} = {{ device = \"…\"; \
                fsType = \"vfat\"; }};`"
            ))
            .path(directory.clone());
        sink.report(lost::label_wiped(diagnostic, mount));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{ephemeral, merge};

    fn paths(loader: Value, more: Value) -> Vec<String> {
        let mut config = json!({ "boot": { "loader": loader } });
        merge(&mut config, more);
        RULE.check(&ephemeral(config)).into_iter().filter_map(|found| found.path).collect()
    }

    const NONE: [&str; 0] = [];

    #[test]
    fn loaders_need_a_partition() {
        let no = || json!({});
        let boot = || json!({ "systemd-boot": { "enable": true } });
        assert_eq!(paths(boot(), no()), ["/boot"]);
        assert_eq!(paths(no(), no()), NONE);
        let mount = |path: &str| json!({ "fileSystems": { path: { "device": "/dev/sda1", "fsType": "vfat" } } });
        assert_eq!(paths(boot(), mount("/boot")), NONE);
        assert_eq!(paths(boot(), mount("/efi")), ["/boot"]);
        let efi =
            json!({ "systemd-boot": { "enable": true }, "efi": { "efiSysMountPoint": "/efi" } });
        assert_eq!(paths(efi, mount("/efi")), NONE);
        assert_eq!(
            paths(boot(), json!({ "boot": { "initrd": { "systemd": { "root": "gpt-auto" } } } })),
            NONE
        );
        assert_eq!(
            paths(boot(), json!({ "boot": { "loader": { "external": { "enable": true } } } })),
            NONE
        );
        assert_eq!(paths(json!({ "systemd-boot": { "enable": { "?": "x" } } }), no()), NONE);
        assert_eq!(paths(boot(), json!({ "fileSystems": { "?": "x" } })), NONE);
    }

    #[test]
    fn grub_is_on_by_default() {
        let grub = |more: Value| json!({ "grub": more });
        assert_eq!(
            paths(grub(json!({ "enable": true })), json!({})),
            NONE,
            "without a device nobody uses it"
        );
        assert_eq!(
            paths(grub(json!({ "enable": true, "device": "/dev/sda" })), json!({})),
            ["/boot"]
        );
        let mirrors = json!({ "enable": true, "devices": ["nodev"], "mirroredBoots": [{ "path": "/boot2" }] });
        assert_eq!(paths(grub(mirrors), json!({})), ["/boot", "/boot2"]);
    }

    #[test]
    fn a_partition_is_often_persisted_with_an_entry() {
        let entry = json!({ "environment": { "persistence": { "/persist": { "directories": ["/boot"] } } } });
        assert_eq!(paths(json!({ "systemd-boot": { "enable": true } }), entry), NONE);
    }
}
