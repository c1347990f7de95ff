//! See `lints/known-bad-module-revision.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::Severity,
    model::{EntryKind, Host, PersistenceEntry, Release, Source},
    source::Span,
};

pub(super) static RULE: Rule = Rule {
    id: "known-bad-module-revision",
    summary: "the locked revision of a persistence module has a known fault that matters here",
    doc: include_str!("../../lints/known-bad-module-revision.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

/// From which commit on, and before which, by their times on the main branch.
struct Window {
    from: i64,
    to: i64,
}

impl Window {
    fn holds(&self, time: i64) -> bool {
        (self.from..self.to).contains(&time)
    }
}

/// 1b02741 to 69ecf31: the parent of a file of the system is taken for a home, and `/` gets the mode 0700.
const CLOSES_ROOT: Window = Window { from: 1_758_372_989, to: 1_768_941_735 };
/// 85fe072 to fdd77e3: the scripted initrd mounts ZFS before its pools are imported, as NixOS 24.11 does (impermanence#239).
const BREAKS_ZFS: Window = Window { from: 1_727_125_666, to: 1_734_942_259 };
/// To 3ed3f0e: the unit that commits the machine id is not switched off.
const COMMITS_ID: Window = Window { from: 0, to: 1_731_242_966 };
/// The release of NixOS 24.11, by the time of its commit.
const NIXPKGS_24_11: i64 = 1_732_924_800;
/// 9de98e0 to 467e24b: persisting a parent of `/var/lib/nixos` is not enough for the assertion.
const ASSERTS_EXACTLY: Window = Window { from: 1_724_098_307, to: 1_724_143_219 };
/// preservation to 2ef52b3: parents of entries of users belong to root.
const PARENTS_OF_ROOT: Window = Window { from: 0, to: 1_757_255_456 };

fn check(host: &Host, sink: &mut Sink) {
    let of = |sources: &'static [Source]| {
        lost::entries(host).filter(|entry| sources.contains(&entry.source))
    };
    let impermanence = || of(&[Source::Impermanence, Source::HomeManager]);
    if let Some(time) = host.versions.impermanence.filter(|_| !host.versions.impermanence_is_a_fork)
    {
        let file = |entry: &&PersistenceEntry| entry.kind == EntryKind::File;
        let of_system = impermanence().filter(file).find(|entry| entry.for_user.is_none());
        if let Some(entry) = of_system.filter(|_| CLOSES_ROOT.holds(time)) {
            let reason = "because a file of the system is persisted, it makes `/` accessible to \
                root only, and most services and logins fail";
            report("impermanence", Severity::Error, reason, entry.span, &entry.path, sink);
        }
        let zfs = host
            .mounts
            .iter()
            .find(|mount| mount.fs_type.some().is_some_and(|fs_type| fs_type == "zfs"));
        // Before that release, pools were there as early as that.
        let late_pools = since_24_11(host);
        let scripted = host.initrd.systemd.is(&false);
        if let (Some(mount), Some(entry), true) =
            (zfs, impermanence().next(), scripted && late_pools && BREAKS_ZFS.holds(time))
        {
            let reason = "with ZFS and the scripted initrd it mounts the storage before its pool \
                is imported, so directories that the boot needs are not made there, and the \
                machine may not boot";
            report(
                "impermanence",
                Severity::Error,
                reason,
                mount.span.or(entry.span),
                &mount.path,
                sink,
            );
        }
        let id = impermanence()
            .find(|entry| entry.path == "/etc/machine-id" && entry.kind == EntryKind::File);
        let suppressed = !host.settings.suppressed_units.is_complete()
            || host
                .settings
                .suppressed_units
                .iter()
                .any(|unit| unit == "systemd-machine-id-commit.service");
        if let Some(entry) =
            id.filter(|_| since_24_11(host) && !suppressed && COMMITS_ID.holds(time))
        {
            let reason = "with `/etc/machine-id` persisted, `systemd-machine-id-commit.service` \
                fails at every boot since NixOS 24.11";
            report("impermanence", Severity::Warning, reason, entry.span, &entry.path, sink);
        }
        let parent = impermanence().find(|entry| matches!(&*entry.path, "/var" | "/var/lib"));
        if let Some(entry) = parent.filter(|_| ASSERTS_EXACTLY.holds(time)) {
            let reason = "it asks for an entry for `/var/lib/nixos` itself, and does not count \
                one for its parents";
            report("impermanence", Severity::Info, reason, entry.span, &entry.path, sink);
        }
    }
    let nested = |entry: &PersistenceEntry| {
        entry.for_user.is_some()
            && entry.written.as_ref().is_some_and(|written| written.trim_matches('/').contains('/'))
    };
    let entry = of(&[Source::Preservation]).find(|entry| nested(entry));
    let old = host.versions.preservation.is_some_and(|time| PARENTS_OF_ROOT.holds(time));
    if let Some(entry) = entry.filter(|_| old) {
        let reason = "directories that it makes above entries of users belong to root, and \
            programs cannot write to them";
        report("preservation", Severity::Warning, reason, entry.span, &entry.path, sink);
    }
}

/// Whether NixOS is of the release 24.11 or later, which commits the machine id and imports pools of ZFS later. The nixpkgs on
/// disk can be newer than the one that is locked.
fn since_24_11(host: &Host) -> bool {
    let locked_before = host.versions.nixpkgs.is_some_and(|time| time < NIXPKGS_24_11);
    !locked_before
        && host.versions.nixos.is_some_and(|release| release >= Release::COMMITS_MACHINE_ID)
}

fn report(
    module: &str,
    severity: Severity,
    reason: &str,
    span: Option<Span>,
    path: &str,
    sink: &mut Sink,
) {
    let diagnostic = sink
        .diagnostic_at(
            severity,
            format!("the locked revision of {module} has a fault that concerns `{path}`"),
        )
        .at(span)
        .reason(reason)
        .help(format!("`nix flake update {module}`"))
        .path(path);
    sink.report(diagnostic);
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::with_impermanence;

    fn found(config: Value, time: i64) -> Vec<Severity> {
        RULE.check(&with_impermanence(config, Some(time)))
            .iter()
            .map(|found| found.severity)
            .collect()
    }

    fn files(more: Value) -> Value {
        let mut config = json!({ "fileSystems": { "/": { "fsType": "tmpfs" },
            "/persist": { "device": "/dev/sda1", "fsType": "ext4" } },
            "users": { "users": { "ann": { "isNormalUser": true } } } });
        crate::model::testing::merge(
            &mut config,
            json!({ "environment": { "persistence": { "/persist": more } } }),
        );
        config
    }

    #[test]
    fn files_of_the_system_close_the_root() {
        let system = || files(json!({ "files": ["/etc/key"] }));
        assert_eq!(found(system(), CLOSES_ROOT.from), [Severity::Error]);
        assert_eq!(found(system(), CLOSES_ROOT.to - 1), [Severity::Error]);
        assert_eq!(found(system(), CLOSES_ROOT.to), []);
        assert_eq!(found(system(), CLOSES_ROOT.from - 1), []);
        assert_eq!(
            found(files(json!({ "users": { "ann": { "files": [".netrc"] } } })), CLOSES_ROOT.from),
            []
        );
        assert_eq!(found(files(json!({ "directories": ["/srv"] })), CLOSES_ROOT.from), []);
    }

    #[test]
    fn zfs_and_the_scripted_initrd() {
        let config = |systemd: bool| {
            let mut config = files(json!({ "directories": ["/srv"] }));
            crate::model::testing::merge(
                &mut config,
                json!({ "fileSystems": { "/": { "device": "p/r", "fsType": "zfs" } },
                "boot": { "initrd": { "systemd": { "enable": systemd } } } }),
            );
            config
        };
        assert_eq!(found(config(false), BREAKS_ZFS.from), [Severity::Error]);
        assert_eq!(found(config(true), BREAKS_ZFS.from), []);
        assert_eq!(found(config(false), BREAKS_ZFS.to), []);
        // Committed on a branch before, but not on master.
        assert_eq!(found(config(false), 1_708_782_343), []);
        let mut old = with_impermanence(config(false), Some(BREAKS_ZFS.from));
        old.versions.nixpkgs = Some(NIXPKGS_24_11 - 1);
        assert_eq!(RULE.check(&old), [], "pools were imported earlier then");
    }

    #[test]
    fn the_machine_id() {
        let id = || files(json!({ "files": ["/etc/machine-id"] }));
        assert_eq!(found(id(), COMMITS_ID.to - 1), [Severity::Warning]);
        assert_eq!(found(id(), COMMITS_ID.to), []);
        let mut suppressed = id();
        crate::model::testing::merge(
            &mut suppressed,
            json!({ "systemd": {
            "suppressedSystemUnits": ["systemd-machine-id-commit.service"] } }),
        );
        assert_eq!(found(suppressed, COMMITS_ID.to - 1), []);
    }
}
