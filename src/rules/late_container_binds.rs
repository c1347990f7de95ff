//! See `lints/late-container-binds.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::Severity,
    model::{EntryKind, Excluded, Host, Source, path},
};

pub(super) static RULE: Rule = Rule {
    id: "late-container-binds",
    summary: "a container has no initrd that could set up its entries in time",
    doc: include_str!("../../lints/late-container-binds.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

const UID_MAP: &str = "/var/lib/nixos";

fn check(host: &Host, sink: &mut Sink) {
    if host.excluded != Some(Excluded::CONTAINER) {
        return;
    }
    let keeps = lost::entries(host).find(|entry| {
        entry.source == Source::Impermanence
            && entry.kind == EntryKind::Directory
            && path::is_at_or_below(UID_MAP, &entry.path)
    });
    let Some(entry) = keeps else { return };
    let target = &entry.path;
    let diagnostic = sink
        .diagnostic(format!(
            "`{target}` is bound after the container has chosen the numbers of its users"
        ))
        .at(entry.span)
        .reason(format!(
            "a container has no initrd: it is activated before anything is mounted, and writes \
            `{UID_MAP}` to what lies under the bind"
        ))
        .help(format!("mount `{UID_MAP}` into the container from outside"))
        .path(target.clone());
    sink.report(diagnostic);
}
