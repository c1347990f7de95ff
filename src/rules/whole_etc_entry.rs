//! See `lints/whole-etc-entry.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::Severity,
    model::{EntryKind, Host},
};

pub(super) static RULE: Rule = Rule {
    id: "whole-etc-entry",
    summary: "all of `/etc` is persisted",
    doc: include_str!("../../lints/whole-etc-entry.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    if !host.settings.etc_overlay.is(&false) {
        return;
    }
    let whole = lost::entries(host)
        .find(|entry| entry.kind == EntryKind::Directory && entry.path == "/etc");
    let Some(entry) = whole else { return };
    let diagnostic = sink
        .diagnostic("`/etc` is persisted as a whole")
        .at(entry.span)
        .reason(
            "links that old configurations made stay until NixOS happens to remove them, and \
            accounts and passwords are kept that the configuration no longer has",
        )
        .help(
            "list what is written at run time in it: `/etc/machine-id`, host keys, \
            `/etc/NetworkManager/system-connections`",
        )
        .path("/etc");
    sink.report(diagnostic);
}
