//! See `lints/entry-on-mount-point.md`.

use super::{Fixable, Rule, Sink, lost, proposals, recursive_bind::covers_storage};
use crate::{
    diagnostic::{Safety, Severity},
    model::{EntryKind, Host, How, Mount, PersistenceEntry, path},
};

pub(super) static RULE: Rule = Rule {
    id: "entry-on-mount-point",
    summary: "a persisted directory is also the mount point of a filesystem",
    doc: include_str!("../../lints/entry-on-mount-point.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    for entry in lost::entries(host) {
        let binds = entry.kind == EntryKind::Directory && entry.how == How::Bind;
        // What the system starts from, and what holds the storage, is the matter of other rules.
        if !binds || matches!(&*entry.path, "/" | "/nix") || covers_storage(entry) {
            continue;
        }
        let at = |mount: &&Mount| mount.path == entry.path && !mount.may;
        let Some(mount) = host.mounts.iter().find(at).filter(|mount| differs(mount, entry)) else {
            continue;
        };
        let (point, storage) = (&mount.path, &entry.storage);
        let diagnostic = sink
            .diagnostic(format!("`{point}` is persisted, but is a filesystem of its own as well"))
            .at(entry.span)
            .label(mount.span, "mounted here")
            .reason(format!(
                "both are one mount unit for systemd: either `{storage}` or the filesystem is \
                never mounted"
            ))
            .help("keep one of the two")
            .propose(proposals::removal(entry, Safety::Unsafe))
            .path(point.clone());
        sink.report(diagnostic);
    }
}

/// Whether the mount is certainly something else than the entry. The first version of impermanence puts its own binds
/// there, and a mount without a device adds to them.
fn differs(mount: &Mount, entry: &PersistenceEntry) -> bool {
    let Some(device) = mount.device.some() else { return mount.is_memory() };
    mount.options.known().is_some() && path::normalize(device) != entry.storage
}
