//! See `lints/unpersisted-linger.md`.

use super::{Fixable, Rule, Sink, advice::NewEntry, lost};
use crate::{diagnostic::Severity, model::Host};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-linger",
    summary: "who lingers is forgotten",
    doc: include_str!("../../lints/unpersisted-linger.md"),
    severity: Severity::Info,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

const PATH: &str = "/var/lib/systemd/linger";

fn check(host: &Host, sink: &mut Sink) {
    let upkeep = &host.upkeep;
    if !(upkeep.manages_lingering.is(&false)) {
        return;
    }
    let Some(mount) = lost::lost(host, PATH) else { return };
    let diagnostic = sink
        .diagnostic(format!("`{PATH}` is not persisted: who lingers is forgotten"))
        .at(mount.span)
        .reason(format!(
            "{}: services of users that were told to run without a login do not start any more",
            lost::because(mount)
        ))
        .help(format!(
            "{}, or declare it with `users.users.<name>.linger`",
            NewEntry::directory(PATH).help(host)
        ))
        .path(PATH);
    sink.report(lost::label_wiped(diagnostic, mount));
}
