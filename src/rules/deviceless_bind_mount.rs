//! See `lints/deviceless-bind-mount.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::{Intent, Proposal, Safety, Severity},
    model::{EntryKind, Host, Mount, PersistenceEntry, Release, Source},
};

pub(super) static RULE: Rule = Rule {
    id: "deviceless-bind-mount",
    summary: "a flag for a bind of impermanence makes a filesystem without a device",
    doc: include_str!("../../lints/deviceless-bind-mount.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    if host.versions.impermanence_v2() != Some(true) {
        return;
    }
    for mount in host.mounts.iter().filter(|mount| is_bare(mount)) {
        let bound = |entry: &&PersistenceEntry| {
            matches!(entry.source, Source::Impermanence | Source::HomeManager)
                && entry.kind == EntryKind::Directory
                && entry.path == mount.path
        };
        let Some(entry) = lost::entries(host).find(bound) else { continue };
        let point = &mount.path;
        let consequence = match host.versions.nixos {
            // Since then a filesystem must have a type.
            Some(release) if release >= Release::SYSTEMD_INITRD => "NixOS refuses to build it",
            _ => "the boot stops with \"No device specified for mount point\"",
        };
        let diagnostic = sink
            .diagnostic(format!(
                "`fileSystems.{point:?}` has no device, and does not make the bind early"
            ))
            .at(mount.span)
            .label(entry.span, "persisted here")
            .reason(format!(
                "since its second version impermanence binds directories by `systemd.mounts`, so \
                this is a filesystem of its own: {consequence}"
            ))
            .help(format!(
                "remove it, and let what needs the directory early read it at `{}`",
                entry.storage
            ))
            .propose(mount.span.map(|name| Proposal {
                title: format!("remove `fileSystems.{point:?}`"),
                safety: Safety::Unsafe,
                intents: vec![Intent::RemoveAttribute {
                    name,
                    option: vec!["fileSystems".to_owned(), point.clone()],
                }],
            }))
            .path(point.clone());
        sink.report(diagnostic);
    }
}

/// Whether only flags of the filesystem were set.
fn is_bare(mount: &Mount) -> bool {
    let no_type = mount
        .fs_type
        .known()
        .is_none_or(|fs_type| matches!(fs_type.as_deref(), None | Some("auto" | "none")));
    !mount.may && mount.device.is(&None) && no_type && !mount.is_bind()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::{IMPERMANENCE_V2, testing::with_impermanence};

    fn count(mount: Value, time: Option<i64>) -> usize {
        let config = json!({
            "fileSystems": { "/": { "fsType": "tmpfs" }, "/etc/ssh": mount,
                "/persist": { "device": "/dev/sda1", "fsType": "ext4", "neededForBoot": true } },
            "environment": { "persistence": { "/persist": { "directories": ["/etc/ssh"] } } },
        });
        RULE.check(&with_impermanence(config, time)).len()
    }

    #[test]
    fn only_flags() {
        let flag = || json!({ "neededForBoot": true });
        assert_eq!(count(flag(), Some(IMPERMANENCE_V2)), 1);
        assert_eq!(count(flag(), Some(IMPERMANENCE_V2 - 1)), 0);
        assert_eq!(count(flag(), None), 0);
        let whole = json!({ "device": "/persist/etc/ssh", "fsType": "none", "options": ["bind"] });
        assert_eq!(count(whole, Some(IMPERMANENCE_V2)), 0);
        assert_eq!(count(json!({ "device": { "?": "x" } }), Some(IMPERMANENCE_V2)), 0);
        assert_eq!(count(json!({ "fsType": "tmpfs" }), Some(IMPERMANENCE_V2)), 0);
    }
}
