//! See `lints/unpersisted-hardware-toggles.md`.

use super::{Fixable, Rule, Sink, advice::NewEntry, lost};
use crate::{diagnostic::Severity, model::Host};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-hardware-toggles",
    summary: "brightness and radio switches are forgotten",
    doc: include_str!("../../lints/unpersisted-hardware-toggles.md"),
    severity: Severity::Info,
    opt_in: true,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

const PATHS: [&str; 2] = ["/var/lib/systemd/backlight", "/var/lib/systemd/rfkill"];

fn check(host: &Host, sink: &mut Sink) {
    let lost: Vec<_> = PATHS
        .into_iter()
        .filter_map(|path| lost::lost(host, path).map(|mount| (path, mount)))
        .collect();
    let Some(&(path, mount)) = lost.first() else { return };
    let entries: Vec<_> = lost.iter().map(|(path, _)| NewEntry::directory(path)).collect();
    let names: Vec<_> = lost.iter().map(|(path, _)| format!("`{path}`")).collect();
    let are = if names.len() == 1 { "is" } else { "are" };
    let diagnostic = sink
        .diagnostic(format!("{} {are} not persisted", names.join(" and ")))
        .at(mount.span)
        .reason(format!(
            "{}: screens and radios are as the firmware leaves them",
            lost::because(mount)
        ))
        .help(entries[0].help_and(host, &entries[1..].iter().collect::<Vec<_>>()))
        .path(path);
    sink.report(lost::label_wiped(diagnostic, mount));
}
