//! See `lints/no-ephemeral-root.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::Severity,
    model::{Certainty, Host, Mount, Wipe, WipeRunner, WipeTarget},
};

pub(super) static RULE: Rule = Rule {
    id: "no-ephemeral-root",
    summary: "paths are persisted, but nothing is wiped",
    doc: include_str!("../../lints/no-ephemeral-root.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let all_known = host.mounts.is_complete()
        && host.initrd.hooks.is_complete()
        && host.initrd.units.is_complete()
        && !host.initrd.units.iter().any(|unit| unit.span.is_some() && unit.text.known().is_none())
        && host.settings.kernel_params.is_complete();
    let lasts =
        |mount: &Mount| mount.ephemeral.certainty == Certainty::No || lost::is_scratch(mount);
    let Some(root) = host.mount("/") else { return };
    if !all_known || host.wipes.iter().any(|wipe| !wipe.by.is_at_the_end()) {
        return;
    }
    let clear = |wipe: &&Wipe| wipe.target != WipeTarget::Unclear;
    if let Some(wipe) = host.wipes.iter().find(clear) {
        return wiped_at_shutdown(wipe, root, host, sink);
    }
    if !host.mounts.iter().all(lasts) {
        return;
    }
    let Some(entry) = lost::entries(host).next() else { return };
    let span = host.roots.iter().find(|root| root.path == entry.root).and_then(|root| root.span);
    // With a filesystem for what is kept, somebody meant it; without, it is mostly a shared module on another machine.
    let apart = host.mount_over(&entry.root).is_some_and(|mount| mount.path != "/");
    let severity = if apart { RULE.severity } else { Severity::Info };
    let diagnostic = sink
        .diagnostic_at(severity, "paths are persisted, but nothing wipes `/`")
        .at(span.or(entry.span))
        .label(root.span, "nothing in the configuration empties this filesystem")
        .reason(
            "everything on the disk lasts anyway, so a path that is missing from the lists is \
            never noticed",
        )
        .help(
            "make `/` a tmpfs or roll it back in the initrd; if something outside the \
            configuration does, allow this rule",
        )
        .path("/");
    sink.report(diagnostic);
}

/// A machine that is shut down wipes its root; one that crashes does not.
fn wiped_at_shutdown(wipe: &Wipe, root: &Mount, host: &Host, sink: &mut Sink) {
    let when = match &wipe.by {
        WipeRunner::Stop(service) => format!("when `{service}.service` stops"),
        WipeRunner::Shutdown(program) => format!("at shutdown, by `{program}`"),
        WipeRunner::Hook(_) | WipeRunner::Unit(_) => return,
    };
    let why = &root.ephemeral.why;
    if lost::entries(host).next().is_none() || !why.contains(wipe.command) {
        return;
    }
    let diagnostic = sink
        .diagnostic_at(Severity::Info, format!("`/` is wiped only {when}"))
        .at(wipe.span.or(root.span))
        .reason(
            "after a crash or without power nothing is wiped; whether it is wiped counts as not \
            known, so what would be lost is not reported",
        )
        .help(
            "wipe in the initrd; or say that it is wiped, with `[[ephemeral]]` in \
            `persist-lint.toml`",
        )
        .path("/");
    sink.report(diagnostic);
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{host, merge};

    fn count(more: Value) -> usize {
        let mut config = json!({
            "fileSystems": { "/": { "device": "/dev/sda1", "fsType": "ext4" },
                "/tmp": { "device": "none", "fsType": "tmpfs" } },
            "environment": { "persistence": { "/persist": { "directories": ["/srv"] } } },
        });
        merge(&mut config, more);
        super::super::check(&host(config), &[]).iter().filter(|found| found.rule == RULE.id).count()
    }

    #[test]
    fn only_when_nothing_can_wipe() {
        assert_eq!(count(json!({})), 1);
        assert_eq!(count(json!({ "fileSystems": { "/home": { "fsType": "tmpfs" } } })), 0);
        assert_eq!(
            count(json!({ "boot": { "initrd": { "postDeviceCommands": "mkfs.ext4 /dev/sda1" } } })),
            0
        );
        assert_eq!(
            count(json!({ "boot": { "initrd": { "postDeviceCommands": { "?": "x" } } } })),
            0
        );
        let opaque = json!({ "script": null, "before": ["sysroot.mount"],
            "serviceConfig": { "ExecStart": "/nix/store/x/bin/demolition" } });
        assert_eq!(
            count(json!({ "boot": { "initrd": { "systemd": { "services": { "x": opaque } } } } })),
            0
        );
        assert_eq!(count(json!({ "boot": { "kernelParams": ["systemd.volatile=yes"] } })), 0);
        assert_eq!(
            count(json!({ "environment": { "persistence": { "/persist": { "enable": false } } } })),
            0
        );
    }

    #[test]
    fn a_wipe_at_shutdown_may_not_happen() {
        let stop = |target: &str| {
            json!({
                "fileSystems": { "/": { "device": "p/root", "fsType": "zfs" } },
                "systemd": { "services": { "clean": { "preStop": format!("zfs rollback -r \
                    {target}@blank") } } },
            })
        };
        let config = |target: &str| {
            let mut config = json!({
                "environment": { "persistence": { "/persist": { "directories": ["/srv"] } } } });
            merge(&mut config, stop(target));
            super::super::check(&host(config), &[])
        };
        let found = config("p/root");
        assert_eq!(
            found.iter().map(|found| (found.rule, found.severity)).collect::<Vec<_>>(),
            [(RULE.id, Severity::Info)]
        );
        assert_eq!(count(stop("p/root")), 1);
    }

    #[test]
    fn a_program_at_shutdown() {
        let zfs = |more: Value| {
            let mut config =
                json!({ "fileSystems": { "/": { "device": "p/root", "fsType": "zfs" } } });
            merge(&mut config, more);
            config
        };
        let in_memory = |path: &str, file: Value| {
            count(zfs(json!({ "systemd": { "shutdownRamfs": { "contents": { (path): file } } } })))
        };
        let program = "/etc/systemd/system-shutdown/wipe";
        let source = json!({ "source": { "?": "pkgs.writeShellScript" } });
        assert_eq!(in_memory(program, source.clone()), 0);
        assert_eq!(in_memory("/etc/motd", source.clone()), 1);
        assert_eq!(in_memory(program, json!({ "text": "zpool sync" })), 1);
        let etc = |file: Value| {
            count(zfs(
                json!({ "environment": { "etc": { "systemd/system-shutdown/wipe": file } } }),
            ))
        };
        assert_eq!(etc(source), 0);
        let mut rollback = zfs(
            json!({ "environment": { "persistence": { "/persist": { "directories": ["/srv"] } },
            "etc": { "systemd/system-shutdown/wipe": { "text": "zfs rollback -r p/root@blank" } } } }),
        );
        merge(
            &mut rollback,
            json!({ "fileSystems": { "/persist": { "device": "p/persist", "fsType": "zfs" } } }),
        );
        let found = super::super::check(&host(rollback), &[]);
        let found = found.iter().find(|found| found.rule == RULE.id).expect("it is told");
        assert_eq!(
            found.message,
            "`/` is wiped only at shutdown, by `/etc/systemd/system-shutdown/wipe`"
        );
    }

    #[test]
    fn it_speaks_alone() {
        let config = json!({
            "fileSystems": { "/": { "device": "/dev/sda1", "fsType": "ext4" } },
            "services": { "openssh": { "enable": true } },
            "environment": { "persistence": { "/persist": { "directories": ["/srv"] } } },
        });
        let found = super::super::check(&host(config), &[]);
        assert_eq!(found.iter().map(|found| found.rule).collect::<Vec<_>>(), [RULE.id]);
    }
}
