//! See `lints/ephemeral-swapfile.md`.

use super::{Fixable, Rule, Sink, lost, storage};
use crate::{
    diagnostic::Severity,
    model::{Backing, Certainty, Host, path},
};

pub(super) static RULE: Rule = Rule {
    id: "ephemeral-swapfile",
    summary: "a swap file is on a filesystem that is wiped",
    doc: include_str!("../../lints/ephemeral-swapfile.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    for swap in &host.hibernation.swaps {
        let Some(file) = swap.device.some().filter(|device| device.starts_with('/')) else {
            continue;
        };
        let file = path::normalize(file);
        if path::is_at_or_below(&file, "/dev") {
            continue;
        }
        let kept = host.kept(&file);
        let Backing::Mount(mount) = kept.backing else { continue };
        if kept.certainty != Certainty::No {
            continue;
        }
        let effect = if mount.is_memory() {
            "the kernel does not swap to memory, so there is no swap"
        } else if swap.made.is(&true) {
            "it is written anew in full at every boot"
        } else {
            "it is gone, so there is no swap"
        };
        let storage = storage::place(host);
        let diagnostic = sink
            .diagnostic(format!("the swap file `{file}` does not outlast a boot"))
            .at(swap.device.span().or(swap.span))
            .reason(format!("{}: {effect}", lost::because(mount)))
            .help(format!(
                "put it where it lasts, such as `{storage}/swapfile`, on btrfs into a subvolume \
                of its own"
            ))
            .path(file);
        sink.report(lost::label_wiped(diagnostic, mount));
    }
}
