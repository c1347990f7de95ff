//! See `lints/unpersisted-random-seed.md`.

use super::{Fixable, Rule, Sink, advice::NewEntry, lost};
use crate::{diagnostic::Severity, model::Host};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-random-seed",
    summary: "the random seed is lost on a machine whose boot loader has none",
    doc: include_str!("../../lints/unpersisted-random-seed.md"),
    severity: Severity::Info,
    opt_in: true,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

const PATH: &str = "/var/lib/systemd/random-seed";

fn check(host: &Host, sink: &mut Sink) {
    let upkeep = &host.upkeep;
    if !(upkeep.systemd_boot.is(&false) && upkeep.lanzaboote.is(&false)) {
        return;
    }
    let Some(mount) = lost::lost(host, PATH) else { return };
    let diagnostic = sink
        .diagnostic(format!(
            "`{PATH}` is not persisted: the kernel starts without what it gathered before"
        ))
        .at(mount.span)
        .reason(format!(
            "{}: early programs may wait for randomness on machines that have no source of it in \
            hardware",
            lost::because(mount)
        ))
        .help(NewEntry::directory("/var/lib/systemd").help(host))
        .path(PATH);
    sink.report(lost::label_wiped(diagnostic, mount));
}
