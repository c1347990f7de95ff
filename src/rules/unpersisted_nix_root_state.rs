//! See `lints/unpersisted-nix-root-state.md`.

use super::{Fixable, Rule, Sink, advice::NewEntry, lost};
use crate::{diagnostic::Severity, model::Host};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-nix-root-state",
    summary: "the channels of root are lost",
    doc: include_str!("../../lints/unpersisted-nix-root-state.md"),
    severity: Severity::Info,
    opt_in: true,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

const PATH: &str = "/root/.nix-channels";

fn check(host: &Host, sink: &mut Sink) {
    let upkeep = &host.upkeep;
    if !(upkeep.channels.is(&true)) {
        return;
    }
    let Some(mount) = lost::lost(host, PATH) else { return };
    let diagnostic = sink
        .diagnostic(format!("`{PATH}` is not persisted: root has no channels after a boot"))
        .at(mount.span)
        .reason(format!(
            "{}: `nix-channel --update` and `<nixpkgs>` then find nothing",
            lost::because(mount)
        ))
        .help(format!("{}, or set `nix.channel.enable = false;`", NewEntry::file(PATH).help(host)))
        .path(PATH);
    sink.report(lost::label_wiped(diagnostic, mount));
}
