//! See `lints/wipe-before-resume.md`.

use super::{Fixable, Rule, Sink, proposals};
use crate::{
    diagnostic::{Diagnostic, Intent, Proposal, Safety, Severity},
    model::{Certainty, Host, InitrdUnit, Swap, Wipe, WipeRunner, WipeTarget},
    source::Span,
};

pub(super) static RULE: Rule = Rule {
    id: "wipe-before-resume",
    summary: "the root is wiped before a sleeping machine is resumed",
    doc: include_str!("../../lints/wipe-before-resume.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

/// Hooks that run before the scripted initrd resumes (nixos/modules/system/boot/stage-1-init.sh).
const EARLY_HOOKS: [&str; 3] = ["preDeviceCommands", "preLVMCommands", "postDeviceCommands"];

fn check(host: &Host, sink: &mut Sink) {
    let Some((severity, sleep)) = can_sleep(host) else { return };
    let mut told: Vec<&WipeRunner> = Vec::new();
    for wipe in host.wipes.iter().filter(|wipe| wipe.certainty == Certainty::Yes) {
        // ZFS does not let a machine sleep that way unless it is told to.
        let zfs =
            matches!(wipe.target, WipeTarget::Dataset(_)) && !host.hibernation.zfs_allows.is(&true);
        // What does nothing harms nothing.
        if zfs || told.contains(&&wipe.by) {
            continue;
        }
        let (what, help, proposal) = match &wipe.by {
            WipeRunner::Hook(hook)
                if host.initrd.systemd.is(&false) && EARLY_HOOKS.contains(hook) =>
            {
                (
                    format!("`boot.initrd.{hook}`"),
                    "move it to `boot.initrd.postResumeCommands`".to_owned(),
                    later(wipe, hook),
                )
            }
            WipeRunner::Unit(name) if host.initrd.systemd.is(&true) => {
                let Some(unit) = host.initrd.units.iter().find(|unit| unit.name == *name) else {
                    continue;
                };
                if !runs_before_resume(unit) {
                    continue;
                }
                let proposal = proposals::strings(
                    format!("run `{name}.service` after the resume"),
                    unit.span,
                    &["services", name],
                    &["after"],
                    None,
                    Some("local-fs-pre.target"),
                    Safety::Safe,
                );
                (
                    format!("`{name}.service`"),
                    "add `\"local-fs-pre.target\"` to its `after`".to_owned(),
                    proposal,
                )
            }
            _ => continue,
        };
        told.push(&wipe.by);
        sink.report(report(sink, wipe, severity, sleep, &what, help).propose(proposal));
    }
}

/// The hook that runs after the resume. What it does stays the same.
fn later(wipe: &Wipe, hook: &str) -> Option<Proposal> {
    let intent = Intent::RenameAttribute {
        at: wipe.span?,
        old: hook.to_owned(),
        new: "postResumeCommands".to_owned(),
    };
    Some(Proposal {
        title: "wipe after the resume".to_owned(),
        safety: Safety::Safe,
        intents: vec![intent],
    })
}

fn report(
    sink: &Sink,
    wipe: &Wipe,
    severity: Severity,
    sleep: Option<Span>,
    what: &str,
    help: String,
) -> Diagnostic {
    sink.diagnostic_at(
        severity,
        format!("{what} wipes before the machine is resumed from hibernation"),
    )
    .at(wipe.span)
    .label(sleep, "the machine can hibernate to this")
    .reason(
        "the filesystem is changed while the sleeping system still has it open, and that system \
        then writes what it remembers over it: the filesystem is destroyed",
    )
    .help(format!("{help}, or forbid hibernation with the kernel parameter `nohibernate`"))
}

/// Whether nothing orders the unit after the resume. systemd resumes before `local-fs-pre.target`.
fn runs_before_resume(unit: &InitrdUnit) -> bool {
    let waits = |after: &String| {
        after == "local-fs-pre.target"
            || after.contains("hibernate-resume")
            || after.starts_with("zfs-import")
    };
    let guarded = |condition: &String| condition.contains("resume");
    unit.after.is_complete()
        && unit.kernel_conditions.is_complete()
        && !unit.after.iter().any(waits)
        && !unit.kernel_conditions.iter().any(guarded)
}

/// How likely the machine hibernates, and to what.
fn can_sleep(host: &Host) -> Option<(Severity, Option<Span>)> {
    let hibernation = &host.hibernation;
    let params = &host.settings.kernel_params;
    let forbidden = params.iter().any(|param| param == "nohibernate" || param == "noresume");
    let may_sleep = hibernation.protected.is(&false) && hibernation.allowed.is(&true);
    if !params.is_complete() || forbidden || !may_sleep {
        return None;
    }
    if hibernation.resume_device.some().is_some() {
        return Some((Severity::Error, hibernation.resume_device.span()));
    }
    let swaps = || hibernation.swaps.iter();
    let is_device = |place: &str| place.starts_with("/dev/") && !place.starts_with("/dev/zram");
    if let Some(swap) = swaps().find(|swap| place(swap).is_some_and(is_device)) {
        return Some((Severity::Warning, swap.span));
    }
    // Where a file begins is told to the firmware, and only systemd asks it (systemd-hibernate-resume-generator(8)).
    let lasts =
        |place: &str| !place.starts_with("/dev/") && host.kept(place).certainty == Certainty::Yes;
    let file = swaps().find(|swap| place(swap).is_some_and(lasts));
    file.filter(|_| host.initrd.systemd.is(&true)).map(|swap| (Severity::Info, swap.span))
}

/// Where a swap is that can hold a sleeping system: not one with a new key at every boot.
fn place(swap: &Swap) -> Option<&str> {
    swap.device.some().filter(|_| swap.random_encryption.is(&false)).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{host, merge};

    fn found(more: Value) -> Vec<Severity> {
        let mut config = json!({
            "fileSystems": { "/": { "device": "/dev/sda1", "fsType": "btrfs", "options": ["subvol=root"] } },
            "boot": { "resumeDevice": "/dev/sda2", "initrd": { "systemd": { "enable": true, "services": { "wipe": {
                "before": ["sysroot.mount"], "after": ["dev-sda1.device"],
                "script": "mount /dev/sda1 /m; btrfs subvolume delete /m/root" } } } } },
        });
        merge(&mut config, more);
        RULE.check(&host(config)).iter().map(|found| found.severity).collect()
    }

    fn unit(unit: Value) -> Value {
        json!({ "boot": { "initrd": { "systemd": { "services": { "wipe": unit } } } } })
    }

    const NONE: [Severity; 0] = [];

    #[test]
    fn units_wait_for_the_resume() {
        assert_eq!(found(json!({})), [Severity::Error]);
        assert_eq!(
            found(unit(json!({ "after": ["dev-sda1.device", "local-fs-pre.target"] }))),
            NONE
        );
        assert_eq!(found(unit(json!({ "after": ["systemd-hibernate-resume.service"] }))), NONE);
        assert_eq!(found(unit(json!({ "after": [{ "?": "x" }] }))), NONE);
        assert_eq!(
            found(unit(json!({ "unitConfig": { "ConditionKernelCommandLine": ["!resume="] } }))),
            NONE
        );
        assert_eq!(
            found(unit(json!({ "script": "zfs rollback p/root@blank" }))),
            NONE,
            "ZFS forbids it"
        );
        assert_eq!(found(unit(json!({ "script": { "?": "x" } }))), NONE);
    }

    #[test]
    fn machines_that_cannot_sleep() {
        let swap = |swap: Value| json!({ "boot": { "resumeDevice": "" }, "swapDevices": [swap] });
        assert_eq!(found(swap(json!({ "device": "/dev/sda2" }))), [Severity::Warning]);
        assert_eq!(
            found(swap(json!({ "device": "/dev/sda2", "randomEncryption": { "enable": true } }))),
            NONE
        );
        assert_eq!(found(swap(json!({ "device": "/swapfile" }))), NONE, "the root is wiped");
        let mut file = swap(json!({ "device": "/swap/file" }));
        let mount = json!({ "fileSystems": { "/swap": { "device": "/dev/sda1", "fsType": "btrfs", "options": ["subvol=swap"] } } });
        merge(&mut file, mount);
        assert_eq!(found(file), [Severity::Info]);
        assert_eq!(found(json!({ "boot": { "resumeDevice": "" }, "swapDevices": [] })), NONE);
        assert_eq!(found(json!({ "boot": { "kernelParams": ["nohibernate"] } })), NONE);
        assert_eq!(found(json!({ "security": { "protectKernelImage": true } })), NONE);
        let sleep = |sleep: Value| found(json!({ "systemd": { "sleep": sleep } }));
        let settings =
            |value: Value| json!({ "settings": { "Sleep": { "AllowHibernation": value } } });
        assert_eq!(sleep(settings(json!("no"))), NONE);
        assert_eq!(sleep(settings(json!(false))), NONE);
        assert_eq!(sleep(settings(json!({ "?": "x" }))), NONE);
        assert_eq!(sleep(settings(json!("yes"))), [Severity::Error]);
        assert_eq!(sleep(json!({ "extraConfig": "AllowSuspend=no\nAllowHibernation = no" })), NONE);
        assert_eq!(sleep(json!({ "extraConfig": "AllowSuspend=no" })), [Severity::Error]);
        let target = json!({ "systemd": { "targets": { "hibernate": { "enable": false } } } });
        assert_eq!(found(target), NONE);
        assert_eq!(found(json!({ "boot": { "resumeDevice": { "?": "x" } } })), NONE);
    }

    #[test]
    fn hooks_have_a_place_in_the_order() {
        let hook = |name: &str| {
            json!({ "boot": { "resumeDevice": "/dev/sda2", "initrd": {
                "systemd": { "enable": false, "services": { "wipe": { "enable": false } } },
                name: "mount /dev/sda1 /m; btrfs subvolume delete /m/root" } } })
        };
        assert_eq!(found(hook("postDeviceCommands")), [Severity::Error]);
        assert_eq!(found(hook("postResumeCommands")), NONE);
        assert_eq!(found(hook("postMountCommands")), NONE);
    }
}
