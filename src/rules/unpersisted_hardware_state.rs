//! See `lints/unpersisted-hardware-state.md`.

use super::{
    Fixable, Rule, Sink,
    state_loss::{self, Topic},
};
use crate::{
    diagnostic::Severity,
    model::{Host, Loss},
};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-hardware-state",
    summary: "pairings, enrolments or settings of hardware are lost",
    doc: include_str!("../../lints/unpersisted-hardware-state.md"),
    severity: Severity::Warning,
    fixable: Fixable::Sometimes,
    opt_in: false,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let options = &host.state_options;
    let groups = state_loss::groups(host, |state| {
        state_loss::topic(state) == Topic::Hardware && state_loss::matters(state)
    });
    for group in groups {
        let severity = match (group.owner, group.worst().loss) {
            // Printers that are declared are set up again at every start.
            ("services.printing", _) if options.declared_printers => continue,
            // Without its rules it locks the keyboard out.
            ("services.usbguard", _) => match options.usbguard_rules.known() {
                Some(None) => Severity::Error,
                _ => continue,
            },
            ("services.printing" | "services.hardware.bolt", _) => RULE.severity,
            (_, Loss::Data | Loss::Identity) => RULE.severity,
            _ => Severity::Info,
        };
        state_loss::report_safe(host, sink, severity, &group);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{ephemeral, merge};

    fn found(more: Value) -> Vec<(Severity, Option<String>)> {
        let mut config = json!({ "environment": { "persistence": { "/persist": { "directories": ["/srv"] } } } });
        merge(&mut config, more);
        RULE.check(&ephemeral(config))
            .into_iter()
            .map(|found| (found.severity, found.path))
            .collect()
    }

    #[test]
    fn severity_is_that_of_the_loss() {
        let bluetooth = json!({ "hardware": { "bluetooth": { "enable": true } } });
        assert_eq!(found(bluetooth), [(Severity::Warning, Some("/var/lib/bluetooth".into()))]);
        let fwupd = json!({ "services": { "fwupd": { "enable": true } } });
        assert_eq!(found(fwupd), [(Severity::Info, Some("/var/lib/fwupd".into()))]);
        let upower = json!({ "services": { "upower": { "enable": true } } });
        assert_eq!(found(upower), [], "nobody misses statistics");
        let off = json!({ "hardware": { "bluetooth": { "enable": { "?": "x" } } } });
        assert_eq!(found(off), []);
    }

    #[test]
    fn what_is_declared_is_not_lost() {
        let printing = |more: Value| {
            let mut config =
                json!({ "services": { "printing": { "enable": true, "stateless": false } } });
            merge(&mut config, more);
            found(config).len()
        };
        assert_eq!(printing(json!({})), 1);
        assert_eq!(printing(json!({ "services": { "printing": { "stateless": true } } })), 0);
        assert_eq!(printing(json!({ "hardware": { "printers": { "ensurePrinters": [{}] } } })), 0);
        let usbguard = |rules: Value| {
            found(json!({ "services": { "usbguard": { "enable": true, "rules": rules } } })).len()
        };
        assert_eq!(usbguard(Value::Null), 1);
        assert_eq!(usbguard(json!("allow id 1d6b:0002")), 0);
        assert_eq!(usbguard(json!({ "?": "x" })), 0);
    }
}
