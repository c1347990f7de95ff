//! See `lints/repeated-sudo-lecture.md`.

use super::{Fixable, Rule, Sink, advice::NewEntry, lost};
use crate::{diagnostic::Severity, model::Host};

pub(super) static RULE: Rule = Rule {
    id: "repeated-sudo-lecture",
    summary: "sudo lectures after every boot",
    doc: include_str!("../../lints/repeated-sudo-lecture.md"),
    severity: Severity::Info,
    opt_in: true,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

const PATH: &str = "/var/db/sudo/lectured";

fn check(host: &Host, sink: &mut Sink) {
    let upkeep = &host.upkeep;
    if !(upkeep.sudo.is(&true) && upkeep.sudo_asks.is(&true) && lectures(host)) {
        return;
    }
    let Some(mount) = lost::lost(host, PATH) else { return };
    let diagnostic = sink
        .diagnostic(format!("`{PATH}` is not persisted: sudo lectures again after every boot"))
        .at(mount.span)
        .reason(format!("{}: sudo takes every user for a new one", lost::because(mount)))
        .help(format!(
            "set `security.sudo.extraConfig = \"Defaults lecture=never\";`, or {}",
            NewEntry::directory(PATH).help(host)
        ))
        .path(PATH);
    sink.report(lost::label_wiped(diagnostic, mount));
}

fn lectures(host: &Host) -> bool {
    let config = host.upkeep.sudo_config.known();
    config.is_some_and(|config| config.as_deref().is_none_or(|text| !text.contains("lecture")))
}
