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

/// What the kernel, the initrd, the activation and systemd have filled before there are bind mounts; all of `/run` is among it.
const FILLED: [&str; 15] = [
    "/dev",
    "/proc",
    "/run/booted-system",
    "/run/credentials",
    "/run/current-system",
    "/run/initramfs",
    "/run/keys",
    "/run/lock",
    "/run/log",
    "/run/systemd",
    "/run/tmpfiles.d",
    "/run/udev",
    "/run/user",
    "/run/wrappers",
    "/sys",
];

/// Where agenix and sops-nix mount a filesystem for the secrets they decrypt.
const SECRETS: [&str; 3] = ["/run/agenix.d", "/run/secrets.d", "/run/secrets-for-users.d"];

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
            // systemd-tmpfiles then empties what is bound there as well.
            if !host.settings.tmp_is_cleaned.is(&false) {
                continue;
            }
            let reason = "programs leave their rests in it, which only an empty directory at \
                every boot gets rid of";
            let help = "if it is too small for builds, set `nix.settings.build-dir`, or \
                `boot.tmp.cleanOnBoot = true;`";
            (Severity::Info, "is for what nobody keeps", reason, help)
        } else if path::is_volatile(target) {
            let reason = volatile(target);
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

/// What is wrong with keeping something there.
fn volatile(target: &str) -> &'static str {
    let is_at_or_below = |places: &[&str]| places.iter().any(|at| path::is_at_or_below(target, at));
    if is_at_or_below(&SECRETS) {
        "decrypted secrets get a filesystem of their own there, in memory so that no disk keeps them; \
         that or the bind hides the other"
    } else if target == "/run" || is_at_or_below(&FILLED) {
        "the kernel and systemd fill it while the machine starts, and the bind hides that"
    } else {
        "programs rely on an empty `/run`; they would find sockets, locks and process ids of the last \
         boot"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_that_of_the_place() {
        for (target, word) in [
            ("/run", "hides that"),
            ("/run/udev/rules.d", "hides that"),
            ("/run/agenix.d", "secrets"),
            ("/run/k3s/containerd", "the last boot"),
            ("/run/users", "the last boot"),
        ] {
            assert!(volatile(target).contains(word), "{target}: {}", volatile(target));
        }
    }
}
