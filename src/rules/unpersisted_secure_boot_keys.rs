//! See `lints/unpersisted-secure-boot-keys.md`.

use super::{
    Fixable, Rule, Sink,
    state_loss::{self, Topic},
};
use crate::{diagnostic::Severity, model::Host};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-secure-boot-keys",
    summary: "the keys that sign what boots are lost",
    doc: include_str!("../../lints/unpersisted-secure-boot-keys.md"),
    severity: Severity::Error,
    fixable: Fixable::Sometimes,
    opt_in: false,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    for group in state_loss::groups(host, |state| state_loss::topic(state) == Topic::SecureBoot) {
        state_loss::report_safe(host, sink, RULE.severity, &group);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::ephemeral;

    fn found(bundle: Value) -> Vec<Option<String>> {
        let host = ephemeral(json!({
            "boot": { "lanzaboote": { "enable": true, "pkiBundle": bundle } },
            "environment": { "persistence": { "/persist": { "directories": ["/etc/secureboot"] } } },
        }));
        RULE.check(&host).into_iter().map(|found| found.path).collect()
    }

    #[test]
    fn the_bundle_is_where_the_option_says() {
        assert_eq!(found(json!("/var/lib/sbctl")), [Some("/var/lib/sbctl".to_owned())]);
        assert_eq!(found(json!("/etc/secureboot")), []);
        assert_eq!(found(json!("/persist/sbctl")), []);
        assert_eq!(found(json!({ "?": "x" })), []);
    }
}
