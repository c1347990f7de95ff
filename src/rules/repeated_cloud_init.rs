//! See `lints/repeated-cloud-init.md`.

use super::{Fixable, Rule, Sink, advice::NewEntry, lost};
use crate::{diagnostic::Severity, model::Host};

pub(super) static RULE: Rule = Rule {
    id: "repeated-cloud-init",
    summary: "cloud-init takes every boot for the first",
    doc: include_str!("../../lints/repeated-cloud-init.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

const PATH: &str = "/var/lib/cloud";

fn check(host: &Host, sink: &mut Sink) {
    let upkeep = &host.upkeep;
    if !(upkeep.cloud_init.is(&true)) {
        return;
    }
    let Some(mount) = lost::lost(host, PATH) else { return };
    let diagnostic = sink
        .diagnostic(format!("`{PATH}` is not persisted: cloud-init takes every boot for the first"))
        .at(mount.span)
        .reason(format!(
            "{}: it deletes the host keys of sshd, and runs again what is meant for a new machine",
            lost::because(mount)
        ))
        .help(NewEntry::directory(PATH).help(host))
        .propose(NewEntry::directory(PATH).addition(host))
        .path(PATH);
    sink.report(lost::label_wiped(diagnostic, mount));
}
