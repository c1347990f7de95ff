//! See `lints/ephemeral-config-dir.md`.

use super::{Fixable, Rule, Sink, advice::NewEntry, lost};
use crate::{
    diagnostic::Severity,
    model::{Fact, Host, path},
};

pub(super) static RULE: Rule = Rule {
    id: "ephemeral-config-dir",
    summary: "the machine updates itself from a directory that is wiped",
    doc: include_str!("../../lints/ephemeral-config-dir.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let upkeep = &host.upkeep;
    let upgrade = Some(&upkeep.upgrade_flake).filter(|_| upkeep.upgrades.is(&true));
    let used =
        [(upgrade, "system.autoUpgrade.flake"), (Some(&upkeep.nh_flake), "programs.nh.flake")];
    for (flake, option) in used.into_iter().filter_map(|(flake, option)| Some((flake?, option))) {
        let Some(directory) = flake.some().and_then(|flake| directory(flake)) else { continue };
        let Some(mount) = lost::lost(host, &directory) else { continue };
        let span = Fact::span(flake);
        let diagnostic = sink
            .diagnostic(format!("`{option}` is `{directory}`, which is not persisted"))
            .at(span)
            .reason(format!(
                "{}: after a boot there is nothing to build from",
                lost::because(mount)
            ))
            .help(NewEntry::directory(&directory).help(host))
            .path(directory.clone());
        sink.report(lost::label_wiped(diagnostic, mount));
    }
}

/// The directory of a flake reference that names one.
fn directory(flake: &str) -> Option<String> {
    let plain = ["path://", "path:", "git+file://", "git+file:"]
        .iter()
        .find_map(|scheme| flake.strip_prefix(scheme))
        .unwrap_or(flake);
    let directory = plain.split(['#', '?']).next()?;
    let local = directory.starts_with('/') && !path::in_store(&path::normalize(directory));
    local.then(|| path::normalize(directory))
}
