//! See `lints/unpersisted-clock.md`.

use super::{Fixable, Rule, Sink, advice::NewEntry, lost};
use crate::{diagnostic::Severity, model::Host};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-clock",
    summary: "a board without a clock starts in the past",
    doc: include_str!("../../lints/unpersisted-clock.md"),
    severity: Severity::Info,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

const PATH: &str = "/var/lib/systemd/timesync";

fn check(host: &Host, sink: &mut Sink) {
    let upkeep = &host.upkeep;
    if !(upkeep.extlinux.is(&true) && upkeep.timesyncd.is(&true)) {
        return;
    }
    let Some(mount) = lost::lost(host, PATH) else { return };
    let diagnostic = sink
        .diagnostic(format!(
            "`{PATH}` is not persisted: the clock starts at the time of systemd's release"
        ))
        .at(mount.span)
        .reason(format!(
            "{}: boards that boot by extlinux seldom have a clock with a battery, and \
            certificates are not valid before the network has told the time",
            lost::because(mount)
        ))
        .help(NewEntry::directory(PATH).help(host))
        .propose(NewEntry::directory(PATH).addition(host))
        .path(PATH);
    sink.report(lost::label_wiped(diagnostic, mount));
}
