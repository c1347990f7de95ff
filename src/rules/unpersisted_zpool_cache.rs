//! See `lints/unpersisted-zpool-cache.md`.

use super::{Fixable, Rule, Sink, advice::NewEntry, lost};
use crate::{diagnostic::Severity, model::Host};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-zpool-cache",
    summary: "the list of ZFS pools is lost",
    doc: include_str!("../../lints/unpersisted-zpool-cache.md"),
    severity: Severity::Info,
    opt_in: true,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

const PATH: &str = "/etc/zfs/zpool.cache";

fn check(host: &Host, sink: &mut Sink) {
    let zfs = |fs_type: &String| fs_type == "zfs";
    let used = host.mounts.iter().find(|mount| !mount.may && mount.fs_type.some().is_some_and(zfs));
    let (Some(used), Some(mount)) = (used, lost::lost(host, PATH)) else { return };
    let diagnostic = sink
        .diagnostic(format!("`{PATH}` is not persisted"))
        .at(used.span)
        .reason(
            "pools that were imported by hand, and are not in the configuration, are not imported \
            again",
        )
        .help(format!(
            "{}, or name the pools in `boot.zfs.extraPools`",
            NewEntry::file(PATH).help(host)
        ))
        .path(PATH);
    sink.report(lost::label_wiped(diagnostic, mount));
}
