//! See `lints/late-target-mount.md`.

use super::{Fixable, Rule, Sink, lost, proposals};
use crate::{
    diagnostic::Severity,
    model::{
        ASSERTS_TARGET_MOUNTS, Boot, Certainty, EntryKind, Host, Mount, PersistenceEntry, Source,
        Step, mount_step, path,
    },
};

pub(super) static RULE: Rule = Rule {
    id: "late-target-mount",
    summary: "persisted paths lie on a filesystem that is mounted over them later",
    doc: include_str!("../../lints/late-target-mount.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

/// How many of the hidden entries are shown.
const SHOWN: usize = 3;

fn check(host: &Host, sink: &mut Sink) {
    let asserts = host.versions.impermanence.is_some_and(|time| time >= ASSERTS_TARGET_MOUNTS);
    for mount in host.mounts.iter().filter(|mount| mount.path != "/") {
        // NixOS mounts some in the initrd anyway, but impermanence asks for the flag.
        let unmarked = asserts && !mount.may && mount.needed_for_boot.is(&false);
        let late = mount_step(mount) == Some(Step::Mounts);
        if !late && !unmarked || made_by_module(host, mount) {
            continue;
        }
        let below = |entry: &&PersistenceEntry| {
            path::is_below(&entry.path, &mount.path) && (late || by_impermanence(entry))
        };
        let entries = lost::entries(host).filter(below);
        let hidden: Vec<_> = entries.filter(|entry| is_made_early(entry, host)).collect();
        let Some(first) = hidden.first() else { continue };
        let point = &mount.path;
        let what = match hidden.len() {
            1 => format!("`{}`", first.path),
            count => format!("`{}` and {} more paths", first.path, count - 1),
        };
        // Preservation lets the machine start: what the initrd needed of its entries was there.
        let by_impermanence = hidden.iter().any(|entry| by_impermanence(entry));
        let severity = if by_impermanence { RULE.severity } else { Severity::Warning };
        let reason = if asserts && by_impermanence {
            format!(
                "impermanence refuses such a filesystem, because the binds of {what} would be \
                hidden under it"
            )
        } else {
            format!(
                "the initrd sets up {what} on what lies under `{point}`, and the mount then hides \
                it"
            )
        };
        let mut diagnostic = sink
            .diagnostic_at(
                severity,
                format!("`{point}` is mounted after the persistent paths below it, and hides them"),
            )
            .at(mount.span)
            .reason(reason)
            .help(format!("add `fileSystems.{point:?}.neededForBoot = true;`"))
            .propose(proposals::needed_for_boot(point, mount.span, first.span))
            .path(point.clone());
        for entry in hidden.iter().take(SHOWN) {
            diagnostic = diagnostic.label(entry.span, format!("`{}` is set up before", entry.path));
        }
        sink.report(diagnostic);
    }
}

fn by_impermanence(entry: &PersistenceEntry) -> bool {
    matches!(entry.source, Source::Impermanence | Source::HomeManager)
}

/// Whether the target is there before the second stage mounts: what preservation has in the initrd, and what impermanence
/// prepares. Until its second version, that mounted directories like any filesystem, in the right order.
fn is_made_early(entry: &PersistenceEntry, host: &Host) -> bool {
    let in_order = by_impermanence(entry)
        && entry.kind == EntryKind::Directory
        && host.versions.impermanence_v2() != Some(true);
    let step = host.preparation_step(entry);
    !in_order
        && step.is_some_and(|step| Boot::of(host).before(step, Step::Mounts) == Certainty::Yes)
}

/// Whether the mount is the bind of an entry, which the first version of impermanence put into `fileSystems`.
fn made_by_module(host: &Host, mount: &Mount) -> bool {
    let Some(source) = mount.bind_source() else { return false };
    let source = path::normalize(source);
    host.entries.iter().any(|entry| {
        entry.source.is_module() && entry.path == mount.path && entry.storage == source
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{ephemeral, merge, with_impermanence};

    fn config(home: Value) -> Value {
        json!({
            "fileSystems": { "/": { "fsType": "tmpfs" }, "/home": home,
                "/persist": { "device": "/dev/sda1", "fsType": "ext4", "neededForBoot": true } },
            "users": { "users": { "ann": { "isNormalUser": true } } },
            "environment": { "persistence": { "/persist": { "users": { "ann": {
                "files": [".netrc"], "directories": ["src"] } } } } },
        })
    }

    #[test]
    fn a_late_home_hides_files() {
        let late = json!({ "device": "none", "fsType": "tmpfs" });
        assert_eq!(RULE.check(&ephemeral(config(late.clone()))).len(), 1);
        let mut early = late;
        merge(&mut early, json!({ "neededForBoot": true }));
        assert_eq!(RULE.check(&ephemeral(config(early))), []);
    }

    #[test]
    fn directories_depend_on_the_version() {
        let mut config = config(json!({ "device": "none", "fsType": "tmpfs" }));
        merge(
            &mut config,
            json!({ "environment": { "persistence": { "/persist": { "users": { "ann": { "files": [] } } } } } }),
        );
        let at = |time| RULE.check(&with_impermanence(config.clone(), time)).len();
        assert_eq!(at(None), 0);
        assert_eq!(at(Some(crate::model::IMPERMANENCE_V2 - 1)), 0);
        assert_eq!(at(Some(crate::model::IMPERMANENCE_V2)), 1);
    }
}
