//! See `lints/home-file-collision.md`.

use super::{Fixable, Rule, Sink, lost, proposals};
use crate::{
    diagnostic::{Safety, Severity},
    model::{EntryKind, HomeFile, Host},
};

pub(super) static RULE: Rule = Rule {
    id: "home-file-collision",
    summary: "a path in a home is persisted that home-manager links as well",
    doc: include_str!("../../lints/home-file-collision.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    for entry in lost::entries(host) {
        // In a directory that is filled with links, persisted files are fine.
        let links = |file: &&HomeFile| {
            !file.may
                && file.path == entry.path
                && (entry.kind == EntryKind::File || file.recursive.is(&false))
        };
        let Some(file) = host.home_files.iter().find(links) else { continue };
        let target = &entry.path;
        let diagnostic = sink
            .diagnostic(format!("`{target}` is persisted, but home-manager makes a link there"))
            .at(entry.span)
            .label(file.span, "linked here")
            .reason(
                "what is mounted there is in the way: home-manager stops because it would be \
                clobbered, and nothing in the home is linked",
            )
            .help("remove the entry, or let the program write the file")
            .propose(proposals::removal(entry, Safety::Unsafe))
            .path(target.clone());
        sink.report(diagnostic);
    }
}
