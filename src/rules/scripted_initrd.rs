//! See `lints/scripted-initrd.md`.

use super::{Fixable, Rule, Sink};
use crate::{
    diagnostic::Severity,
    model::{Certainty, Host, Release, WipeRunner},
};

pub(super) static RULE: Rule = Rule {
    id: "scripted-initrd",
    summary: "the wipe hangs on the scripted initrd, which NixOS removes",
    doc: include_str!("../../lints/scripted-initrd.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let chosen = host.initrd.systemd.is(&false) && host.initrd.systemd.span().is_some();
    if !chosen || host.versions.nixos.is_none_or(|release| release < Release::SYSTEMD_INITRD) {
        return;
    }
    let by_hook = host.wipes.iter().find_map(|wipe| match wipe.by {
        WipeRunner::Hook(hook) if wipe.certainty == Certainty::Yes || wipe.too_early => {
            Some((wipe, hook))
        }
        _ => None,
    });
    let Some((wipe, hook)) = by_hook else { return };
    let diagnostic = sink
        .diagnostic(format!(
            "`boot.initrd.{hook}` wipes in the scripted initrd, which NixOS removes"
        ))
        .at(host.initrd.systemd.span())
        .label(wipe.span, format!("{} is run by this hook", wipe.command))
        .reason(
            "NixOS 26.05 warns of it, and a later release refuses to build: then nothing wipes, \
            or nothing boots",
        )
        .help(
            "make the hook a unit, `boot.initrd.systemd.services.<name>`, and remove \
            `boot.initrd.systemd.enable = false;`",
        );
    sink.report(diagnostic);
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        model::testing::{host, merge},
        rules::tests::never_more_by_less_knowledge,
    };

    fn config(initrd: Value) -> Value {
        let mut config = json!({
            "fileSystems": { "/": { "device": "p/root", "fsType": "zfs" } },
            "boot": { "initrd": { "postDeviceCommands": "zfs rollback -r p/root@blank", "systemd": { "enable": false } } },
        });
        merge(&mut config, json!({ "boot": { "initrd": initrd } }));
        config
    }

    #[test]
    fn chosen_and_used() {
        let count = |initrd: Value| RULE.check(&host(config(initrd))).len();
        assert_eq!(count(json!({})), 1, "the release is 26.11");
        assert_eq!(count(json!({ "systemd": { "enable": true } })), 0);
        assert_eq!(count(json!({ "postDeviceCommands": "echo" })), 0);
        never_more_by_less_knowledge(&config(json!({})));
    }

    #[test]
    fn before_it_was_announced() {
        let mut facts = crate::model::testing::facts(config(json!({})));
        facts.release = Some("25.11".to_owned());
        assert_eq!(RULE.check(&Host::from_facts(&facts)), []);
    }
}
