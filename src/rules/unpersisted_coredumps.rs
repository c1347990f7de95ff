//! See `lints/unpersisted-coredumps.md`.

use super::{Fixable, Rule, Sink, advice::NewEntry, lost};
use crate::{diagnostic::Severity, model::Host};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-coredumps",
    summary: "core dumps fill the memory",
    doc: include_str!("../../lints/unpersisted-coredumps.md"),
    severity: Severity::Info,
    opt_in: true,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

const PATH: &str = "/var/lib/systemd/coredump";

fn check(host: &Host, sink: &mut Sink) {
    let upkeep = &host.upkeep;
    if !(upkeep.coredumps.is(&true) && is_external(host)) {
        return;
    }
    let Some(mount) = lost::lost(host, PATH) else { return };
    if !mount.is_memory() {
        return;
    }
    let diagnostic = sink
        .diagnostic(format!("`{PATH}` is not persisted: core dumps are written to memory"))
        .at(mount.span)
        .reason(format!(
            "{}: each is as large as the program was, and gone when somebody looks for it",
            lost::because(mount)
        ))
        .help(format!(
            "{}, or set `systemd.coredump.settings.Coredump.Storage = \"journal\";`",
            NewEntry::directory(PATH).help(host)
        ))
        .path(PATH);
    sink.report(lost::label_wiped(diagnostic, mount));
}

/// Whether dumps are files, as they are by default.
fn is_external(host: &Host) -> bool {
    let storage = host.upkeep.coredump_storage.known();
    storage.is_some_and(|storage| storage.as_deref().is_none_or(|storage| storage == "external"))
}
