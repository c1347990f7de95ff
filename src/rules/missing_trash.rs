//! See `lints/missing-trash.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::Severity,
    model::{EntryKind, Host, Source},
};

pub(super) static RULE: Rule = Rule {
    id: "missing-trash",
    summary: "file managers cannot move files of a bind to the trash",
    doc: include_str!("../../lints/missing-trash.md"),
    severity: Severity::Info,
    opt_in: true,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

/// `allowTrash` is an option of impermanence (cf50757).
const HAS_OPTION: i64 = 1_767_822_770;

fn check(host: &Host, sink: &mut Sink) {
    let has_option = host.versions.impermanence.is_some_and(|time| time >= HAS_OPTION);
    if !has_option || !host.upkeep.gvfs.is(&true) {
        return;
    }
    for root in host.roots.iter().filter(|root| root.source == Source::Impermanence) {
        let mut of_people = lost::entries(host).filter(|entry| {
            entry.root == root.path
                && entry.for_user.is_some()
                && entry.kind == EntryKind::Directory
        });
        let Some(entry) = of_people.next().filter(|_| root.allows_trash.is(&false)) else {
            continue;
        };
        let (name, directory) = (&root.name, &entry.path);
        let diagnostic = sink
            .diagnostic(format!("files in `{directory}` cannot be moved to the trash"))
            .at(root.span)
            .label(entry.span, "bound from the storage")
            .reason("GIO does not use the trash on a bind mount unless its options allow it")
            .help(format!("add `environment.persistence.{name:?}.allowTrash = true;`"))
            .path(directory.clone());
        sink.report(diagnostic);
    }
}
