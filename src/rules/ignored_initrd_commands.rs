//! See `lints/ignored-initrd-commands.md`.

use super::{Fixable, Rule, Sink, unordered_wipe_unit::escape};
use crate::{
    diagnostic::{Intent, Proposal, Safety, Severity},
    model::{Certainty, Fact, Hook, Host, Mode, Mount, Release, WipeTarget},
};

pub(super) static RULE: Rule = Rule {
    id: "ignored-initrd-commands",
    summary: "a hook of the scripted initrd is set, but the initrd is systemd",
    doc: include_str!("../../lints/ignored-initrd-commands.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    if !host.initrd.systemd.is(&true) {
        return;
    }
    // Where nothing is locked, as with npins, the nixpkgs on disk may be another than theirs, and with it the default.
    let pinned_elsewhere =
        host.mode.is_some_and(Mode::has_nixpkgs) && host.versions.nixpkgs.is_none();
    if host.initrd.systemd.span().is_none() && pinned_elsewhere {
        return;
    }
    for hook in &host.initrd.hooks {
        if !matches!(hook.text, Fact::Known(..)) {
            continue;
        }
        let option = format!("boot.initrd.{}", hook.option);
        let span = hook.text.span().or(hook.span);
        let wipes = span.is_some() && host.wipes.iter().any(|wipe| wipe.span == span);
        let effect = if wipes { "nothing wipes the root" } else { "its commands never run" };
        let reason = match host.versions.nixos {
            Some(release) if release >= Release::SYSTEMD_INITRD => {
                "NixOS refuses to build this since 26.05: systemd in the initrd has no such hooks"
                    .to_owned()
            }
            _ => format!("systemd in the initrd has no such hooks, so {effect}"),
        };
        let diagnostic = sink
            .diagnostic(format!("`{option}` has no effect in an initrd with systemd"))
            .at(hook.span)
            .label(host.initrd.systemd.span(), "systemd is switched on in the initrd here")
            .reason(reason)
            .help(HELP)
            .propose(unit(host, hook));
        sink.report(diagnostic);
    }
}

/// Hooks that run when the device of the root is there, and before it is mounted.
const EARLY_HOOKS: [&str; 2] = ["postDeviceCommands", "postResumeCommands"];

/// The name of the unit.
const UNIT: &str = "wipe-root";

/// The commands as a unit that waits for what they wipe. Only a wipe is known to need nothing else.
fn unit(host: &Host, hook: &Hook) -> Option<Proposal> {
    let at = hook.text.span().or(hook.span)?;
    let text = hook.text.known()?;
    let of_scripted = ["/mnt-root", "$targetRoot", "fail"].iter().any(|word| text.contains(word));
    let is_taken = host.initrd.units.iter().any(|unit| unit.name == UNIT);
    if !EARLY_HOOKS.contains(&hook.option) || of_scripted || is_taken {
        return None;
    }
    let mut wipes = host.wipes.iter().filter(|wipe| wipe.span == Some(at));
    let wipe = wipes.next().filter(|wipe| wipe.certainty == Certainty::Yes)?;
    let mut attributes = vec![("wantedBy", "[ \"initrd.target\" ]".to_owned())];
    if let WipeTarget::Dataset(name) = &wipe.target {
        let import = format!("zfs-import-{}.service", name.split('/').next()?);
        attributes.push(("after", format!("[ {import:?} \"local-fs-pre.target\" ]")));
    } else {
        let is_wiped = |mount: &&Mount| mount.ephemeral.span == Some(at);
        let device = host.mounts.iter().find(is_wiped)?.device.some()?;
        let device = format!("{}.device", escape(device.strip_prefix('/')?));
        attributes.push(("requires", format!("[ {device:?} ]")));
        attributes.push(("after", format!("[ {device:?} \"local-fs-pre.target\" ]")));
    }
    attributes.extend([
        ("before", "[ \"sysroot.mount\" ]".to_owned()),
        ("unitConfig.DefaultDependencies", "false".to_owned()),
        ("serviceConfig.Type", "\"oneshot\"".to_owned()),
    ]);
    let attributes = attributes.into_iter().map(|(name, value)| (name.to_owned(), value));
    Some(Proposal {
        title: format!("make `boot.initrd.{}` a unit of systemd", hook.option),
        safety: Safety::Unsafe,
        intents: vec![Intent::Enclose {
            at,
            old: hook.option.to_owned(),
            new: ["systemd", "services", UNIT].map(str::to_owned).to_vec(),
            attributes: attributes.collect(),
            name: "script".to_owned(),
        }],
    })
}

const HELP: &str = "make it a unit: `boot.initrd.systemd.services.wipe-root = { wantedBy = [ \"initrd.target\" ]; \
    requires = [ \"<root device>.device\" ]; after = [ \"<root device>.device\" \"local-fs-pre.target\" ]; \
    before = [ \"sysroot.mount\" ]; unitConfig.DefaultDependencies = false; serviceConfig.Type = \"oneshot\"; \
    script = \"…\"; };`, or set `boot.initrd.systemd.enable = false;`";

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::host;

    /// A host whose locked nixpkgs is of June 2026.
    fn of_june(initrd: Value) -> Host {
        let mut host = host(json!({ "boot": { "initrd": initrd } }));
        host.versions.nixpkgs = Some(1_780_500_000);
        host
    }

    fn count(initrd: Value) -> usize {
        RULE.check(&of_june(initrd)).len()
    }

    #[test]
    fn hooks_need_the_scripted_initrd() {
        let hook = "zfs rollback -r rpool/root@blank";
        assert_eq!(
            count(json!({ "postDeviceCommands": hook })),
            1,
            "systemd is the default of 26.11"
        );
        assert_eq!(count(json!({ "postDeviceCommands": hook, "systemd": { "enable": true } })), 1);
        assert_eq!(count(json!({ "postDeviceCommands": hook, "systemd": { "enable": false } })), 0);
        let mut pinned = of_june(json!({ "postDeviceCommands": hook }));
        pinned.mode = Some(Mode::Full);
        assert_eq!(RULE.check(&pinned).len(), 1);
        pinned.versions.nixpkgs = None;
        assert_eq!(RULE.check(&pinned), [], "the nixpkgs on disk may not be theirs");
        assert_eq!(count(json!({ "postDeviceCommands": " \n", "systemd": { "enable": true } })), 0);
        assert_eq!(count(json!({ "postDeviceCommands": { "?": "x" } })), 0);
        assert_eq!(count(json!({ "postDeviceCommands": { "?": "x", "may": hook } })), 0);
    }
}
