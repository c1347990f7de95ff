//! See `lints/missing-needed-for-boot.md`.

use super::{Fixable, Rule, Sink, lost, proposals};
use crate::{
    diagnostic::Severity,
    model::{Boot, Certainty, Host, Mount, Source, Step},
    source::Span,
};

pub(super) static RULE: Rule = Rule {
    id: "missing-needed-for-boot",
    summary: "a persistent volume is not mounted in the initrd",
    doc: include_str!("../../lints/missing-needed-for-boot.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let mut seen: Vec<&str> = Vec::new();
    for storage in lost::storages(host) {
        let of_storage = lost::entries(host).filter(|entry| entry.root == storage);
        let used: Vec<_> = of_storage
            .filter(|entry| is_before_mounts(host, host.preparation_step(entry)))
            .collect();
        let Some(late) = late(host, storage) else { continue };
        // Mounted too late, it is one mistake however many storages are on it.
        if used.is_empty() || seen.contains(&late.point) {
            continue;
        }
        seen.push(late.point);
        let point = late.point;
        let by_impermanence = used.iter().any(|entry| entry.source != Source::Preservation);
        let refused = by_impermanence && late.exact;
        let early = used.iter().any(|entry| is_before_mounts(host, host.entry_step(entry)));
        let severity = if refused || early { Severity::Error } else { Severity::Warning };
        let reason = if refused {
            format!(
                "impermanence refuses a storage whose filesystem is not marked: {storage:?} fails \
                the build"
            )
        } else {
            format!(
                "the initrd prepares `{storage}` on whatever is there before `{point}` is \
                mounted, and the mount then hides it"
            )
        };
        let root = host.roots.iter().find(|root| root.path == storage);
        let diagnostic = sink
            .diagnostic_at(
                severity,
                format!("`{point}` holds persistent state but is not marked `neededForBoot`"),
            )
            .at(late.span.or(root.and_then(|root| root.span)))
            .label(
                root.and_then(|root| root.span).filter(|_| late.span.is_some()),
                "used as persistent storage here",
            )
            .reason(reason)
            .help(format!("add `fileSystems.{point:?}.neededForBoot = true;`"))
            .propose(proposals::needed_for_boot(point, late.span, root.and_then(|root| root.span)))
            .path(point);
        sink.report(diagnostic);
    }
}

/// Whether a step is over before the second stage has mounted everything.
fn is_before_mounts(host: &Host, step: Option<Step>) -> bool {
    step.is_some_and(|step| Boot::of(host).before(step, Step::Mounts) == Certainty::Yes)
}

struct Late<'h> {
    point: &'h str,
    span: Option<Span>,
    /// Whether the storage is the mount point itself, which impermanence looks at.
    exact: bool,
}

/// What on the way to a storage that lasts is only mounted in the second stage.
fn late<'h>(host: &'h Host, storage: &str) -> Option<Late<'h>> {
    if host.kept(storage).certainty != Certainty::Yes {
        return None;
    }
    let arrival = host.arrival(storage);
    if let (Some(Step::Mounts), Some(way)) = (arrival.step, arrival.way) {
        return Some(Late { point: way.path(), span: way.span(), exact: way.path() == storage });
    }
    // NixOS mounts `/nix` and `/var` in the initrd anyway, but impermanence asks for the flag.
    let exact = |mount: &&Mount| mount.path == storage && mount.needed_for_boot.is(&false);
    host.mount(storage).filter(exact).filter(|_| storage != "/").map(|mount| Late {
        point: &mount.path,
        span: mount.span,
        exact: true,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::ephemeral;

    fn found(persist: Value, more: Value) -> Vec<Severity> {
        let mut config = json!({ "fileSystems": { "/persist": persist } });
        crate::model::testing::merge(&mut config, more);
        RULE.check(&ephemeral(config)).iter().map(|found| found.severity).collect()
    }

    fn persistence(root: &str, lists: Value) -> Value {
        json!({ "environment": { "persistence": { root: lists } } })
    }

    #[test]
    fn the_flag_is_missing() {
        let late = || json!({ "neededForBoot": false });
        let files = || json!({ "files": ["/etc/machine-id"] });
        let directories = || json!({ "directories": ["/srv"] });
        assert_eq!(found(late(), persistence("/persist", directories())), [Severity::Error]);
        assert_eq!(found(late(), persistence("/persist/system", files())), [Severity::Error]);
        assert_eq!(
            found(late(), persistence("/persist/system", directories())),
            [Severity::Warning]
        );
        assert_eq!(found(json!({}), persistence("/persist", files())), []);
        assert_eq!(
            found(json!({ "neededForBoot": { "?": "x" } }), persistence("/persist", files())),
            []
        );
        assert_eq!(found(late(), persistence("/nix/persist", files())), []);
        assert_eq!(found(late(), persistence("/nix", files())), [Severity::Error]);
    }

    #[test]
    fn what_disko_mounts_may_be_marked_where_nobody_can_see() {
        let config = |others: Value| {
            json!({
                "fileSystems": others,
                "disko": { "devices": { "zpool": { "tank": { "datasets": { "persist": { "mountpoint": "/persist" } } } } } },
                "environment": { "persistence": { "/persist": { "directories": ["/srv"] } } },
            })
        };
        let count = |others: Value| RULE.check(&crate::model::testing::host(config(others))).len();
        let root = || json!({ "device": "none", "fsType": "tmpfs" });
        assert_eq!(count(json!({ "/": root() })), 1);
        assert_eq!(count(json!({ "/": root(), "…": true })), 0);
    }

    #[test]
    fn preservation_needs_it_only_for_the_initrd() {
        let config = |entry: Value| json!({ "preservation": { "enable": true, "preserveAt": { "/persist": { "files": [entry] } } } });
        let late = || json!({ "neededForBoot": false });
        assert_eq!(found(late(), config(json!("/etc/a"))), []);
        assert_eq!(
            found(late(), config(json!({ "file": "/etc/a", "inInitrd": true }))),
            [Severity::Error]
        );
    }
}
