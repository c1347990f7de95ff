//! See `lints/conflicting-entry-mode.md`.

use super::{Fixable, Rule, Sink, lost, permissions};
use crate::{
    diagnostic::Severity,
    model::{EntryKind, Host, PersistenceEntry, Source, path},
};

pub(super) static RULE: Rule = Rule {
    id: "conflicting-entry-mode",
    summary: "preservation gives a directory two modes",
    doc: include_str!("../../lints/conflicting-entry-mode.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

/// What preservation makes the directories above the entries of a user with.
const OF_PARENTS: u32 = 0o755;

fn check(host: &Host, sink: &mut Sink) {
    let of_users = || {
        let of_user = |entry: &&PersistenceEntry| {
            entry.source == Source::Preservation && entry.for_user.is_some()
        };
        lost::entries(host).filter(of_user)
    };
    for entry in of_users().filter(|entry| entry.kind == EntryKind::Directory) {
        let Some(mode) = entry.mode.some() else { continue };
        let usual = permissions::bits(mode).is_none_or(|bits| bits == OF_PARENTS);
        if usual || host.entries.missing_for(&entry.path).is_some() {
            continue;
        }
        let conflicts = |other: &&PersistenceEntry| {
            other.for_user == entry.for_user
                && other.root != entry.root
                && other.in_initrd == entry.in_initrd
                && path::is_below(&other.path, &entry.path)
                && !of_users().any(|own| own.root == other.root && own.path == entry.path)
        };
        let Some(other) = of_users().find(conflicts) else { continue };
        let (directory, root) = (&entry.path, &other.root);
        let diagnostic = sink
            .diagnostic(format!(
                "`{directory}` is given mode {mode} and, as a parent in `{root}`, mode 0755"
            ))
            .at(entry.span)
            .label(other.span, "makes the directories above it with mode 0755")
            .reason(
                "both become a line of systemd-tmpfiles for one path, which takes the first and \
                ignores the other",
            )
            .help(format!(
                "keep both at one storage, or repeat the directory with its mode in `{root}`"
            ))
            .path(directory.clone());
        sink.report(diagnostic);
    }
}
