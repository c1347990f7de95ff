//! See `lints/volatile-target.md`.

use super::{Fixable, Rule, Sink, lost, proposals};
use crate::{
    diagnostic::{Safety, Severity},
    model::{Host, path},
};

pub(super) static RULE: Rule = Rule {
    id: "volatile-target",
    summary: "an entry is where every boot begins with an empty directory",
    doc: include_str!("../../lints/volatile-target.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    for entry in lost::entries(host) {
        let target = &entry.path;
        let is_volatile = path::is_volatile(target) && !path::is_at_or_below(target, "/tmp");
        let (severity, what, reason, help) = if path::is_at_or_below(target, "/boot") {
            let reason = "what starts the machine reads the partition, and knows of no bind mounts";
            (
                RULE.severity,
                "is read before there are bind mounts",
                reason,
                "give `/boot` a filesystem of its own",
            )
        } else if path::is_at_or_below(target, "/tmp") {
            let reason = "programs leave their rests in it, which only an empty directory at \
                every boot gets rid of";
            let help = "if it is too small for builds, set `nix.settings.build-dir`, or \
                `boot.tmp.cleanOnBoot = true;`";
            (Severity::Info, "is for what nobody keeps", reason, help)
        } else if path::is_volatile(target) {
            let reason = "the kernel and systemd fill it while the machine starts, and the bind \
                hides that";
            (RULE.severity, "is made anew by the running system", reason, "remove the entry")
        } else {
            continue;
        };
        let diagnostic = sink
            .diagnostic_at(severity, format!("`{target}` is persisted, but {what}"))
            .at(entry.span)
            .reason(reason)
            .help(help)
            .propose(if is_volatile { proposals::removal(entry, Safety::Safe) } else { None })
            .path(target.clone());
        sink.report(diagnostic);
    }
}
