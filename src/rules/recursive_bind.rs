//! See `lints/recursive-bind.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::Severity,
    model::{EntryKind, Host, PersistenceEntry, path},
};

pub(super) static RULE: Rule = Rule {
    id: "recursive-bind",
    summary: "a persisted directory contains its own storage",
    doc: include_str!("../../lints/recursive-bind.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

/// Whether the storage of an entry lies in what the entry covers.
pub(super) fn covers_storage(entry: &PersistenceEntry) -> bool {
    entry.kind == EntryKind::Directory && path::is_at_or_below(&entry.root, &entry.path)
}

fn check(host: &Host, sink: &mut Sink) {
    for entry in lost::entries(host).filter(|entry| covers_storage(entry)) {
        let (directory, root) = (&entry.path, &entry.root);
        let root_span =
            host.roots.iter().find(|other| other.path == *root).and_then(|root| root.span);
        let diagnostic = sink
            .diagnostic(format!("`{directory}` is persisted at `{root}`, which lies in it"))
            .at(entry.span)
            .label(root_span, "the storage")
            .reason(format!(
                "the bind puts `{}` over `{directory}` and hides the storage that it comes from",
                entry.storage
            ))
            .help(
                "remove the entry: what the storage is on lasts anyway, or is a filesystem of its \
                own",
            )
            .path(directory.clone());
        sink.report(diagnostic);
    }
}
