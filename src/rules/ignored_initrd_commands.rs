//! See `lints/ignored-initrd-commands.md`.

use super::{Fixable, Rule, Sink};
use crate::{
    diagnostic::Severity,
    model::{Fact, Host, Mode, Release},
};

pub(super) static RULE: Rule = Rule {
    id: "ignored-initrd-commands",
    summary: "a hook of the scripted initrd is set, but the initrd is systemd",
    doc: include_str!("../../lints/ignored-initrd-commands.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::No,
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
            .help(HELP);
        sink.report(diagnostic);
    }
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
