//! See `lints/nested-entry.md`.

use super::{Fixable, Rule, Sink, lost, proposals};
use crate::{
    diagnostic::{Safety, Severity},
    model::{EntryKind, Host, PersistenceEntry, path},
};

pub(super) static RULE: Rule = Rule {
    id: "nested-entry",
    summary: "an entry lies in another that is kept in the same place",
    doc: include_str!("../../lints/nested-entry.md"),
    severity: Severity::Info,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    for entry in lost::entries(host) {
        let mut over = lost::entries(host).filter(|other| adds_nothing(entry, other));
        let Some(over) = over.next() else { continue };
        let (inner, outer) = (&entry.path, &over.path);
        let diagnostic = sink
            .diagnostic(format!("`{inner}` is persisted already, with `{outer}`"))
            .at(entry.span)
            .label(over.span, "persisted here")
            .reason("both are kept in the same place, so this is one mount more for nothing")
            .help("remove the inner one")
            .propose(proposals::removal(entry, Safety::Unsafe))
            .path(inner.clone());
        sink.report(diagnostic);
    }
}

/// Whether the outer entry does all that the inner one does. Owners, modes and the stage can be meant to differ.
fn adds_nothing(inner: &PersistenceEntry, outer: &PersistenceEntry) -> bool {
    let below = path::rest(&inner.path, &outer.path).filter(|rest| !rest.is_empty());
    let same_place = below.is_some_and(|rest| inner.storage == path::join(&outer.storage, rest));
    // Who writes an owner or a mode wants the directory made so where it is missing. The group in a home is the user's.
    let is_made = [&inner.user, &inner.mode].iter().any(|fact| fact.span().is_some());
    let same_owner = !is_made
        && inner.user.known().is_some()
        && inner.user.known() == outer.user.known()
        && inner.group.known() == outer.group.known()
        && inner.mode.known() == outer.mode.known();
    // An entry of the whole root is the one that is wrong.
    outer.path != "/"
        && outer.kind == EntryKind::Directory
        && inner.kind == EntryKind::Directory
        && inner.how == outer.how
        && inner.in_initrd == outer.in_initrd
        && same_place
        && same_owner
}
