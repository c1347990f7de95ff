//! See `lints/unpersisted-machine-id.md`.

use super::{
    Fixable, Rule, Sink,
    advice::{self, NewEntry},
    lost,
};
use crate::{
    diagnostic::Severity,
    model::{EntryKind, Host},
};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-machine-id",
    summary: "the machine gets a new id at every boot",
    doc: include_str!("../../lints/unpersisted-machine-id.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

const FILE: &str = "/etc/machine-id";

fn check(host: &Host, sink: &mut Sink) {
    let Some(mount) = lost::lost(host, FILE) else { return };
    let params = &host.settings.kernel_params;
    if !params.is_complete() || params.iter().any(|param| param.starts_with("systemd.machine_id="))
    {
        return;
    }
    let no_journal = matches!(
        host.settings.journal_storage.some().map(String::as_str),
        Some("volatile" | "none")
    );
    // To DHCP, networkd is whoever the id says (networkd.conf(5): `DUIDType=`, systemd.network(5): `ClientIdentifier=`).
    let asks_by_id = host.settings.networkd.is(&true);
    let severity = if no_journal && !asks_by_id { Severity::Info } else { RULE.severity };
    let effect = match (no_journal, asks_by_id) {
        (true, true) => "networkd then asks for addresses by DHCP as another machine at every boot",
        (true, false) => "what is bound to the id has to be set up again at every boot",
        (false, _) => {
            "the journal of each boot then looks like another machine's, and addresses by DHCP change"
        }
    };
    let list = advice::list(host, EntryKind::File);
    let span = list.as_ref().map(|(span, _)| *span).or(mount.span);
    let diagnostic = sink
        .diagnostic_at(
            severity,
            format!("`{FILE}` is not persisted, so the machine gets a new id at every boot"),
        )
        .at(span)
        .reason(format!("{}; {effect}", lost::because(mount)))
        .help(NewEntry::file(FILE).early().help(host))
        .propose(NewEntry::file(FILE).early().addition(host))
        .path(FILE);
    sink.report(lost::label_wiped(diagnostic, mount));
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::ephemeral;

    fn found(config: Value) -> Vec<Severity> {
        RULE.check(&ephemeral(config)).iter().map(|found| found.severity).collect()
    }

    #[test]
    fn lost_unless_declared_or_kept() {
        assert_eq!(found(json!({})), [Severity::Warning]);
        assert_eq!(
            found(json!({ "services": { "journald": { "storage": "volatile" } } })),
            [Severity::Info]
        );
        for networkd in [
            json!({ "systemd": { "network": { "enable": true } } }),
            json!({ "networking": { "useNetworkd": true } }),
        ] {
            let mut config = json!({ "services": { "journald": { "storage": "none" } } });
            crate::model::testing::merge(&mut config, networkd);
            assert_eq!(found(config), [Severity::Warning], "addresses change all the same");
        }
        assert_eq!(
            found(json!({ "environment": { "etc": { "machine-id": { "text": "0" } } } })),
            []
        );
        assert_eq!(found(json!({ "boot": { "kernelParams": ["systemd.machine_id=0"] } })), []);
        assert_eq!(found(json!({ "boot": { "kernelParams": [{ "?": "x" }] } })), []);
        let file = |path: &str| json!({ "environment": { "persistence": { "/persist": { "files": [path] } } } });
        assert_eq!(found(file("/etc/machine-id")), []);
        assert_eq!(
            found(json!({ "system": { "etc": { "overlay": { "enable": { "?": "x" } } } } })),
            []
        );
        assert_eq!(found(json!({ "boot": { "isContainer": true } })), []);
        let mut upper = file("/.rw-etc/upper/machine-id");
        crate::model::testing::merge(
            &mut upper,
            json!({ "system": { "etc": { "overlay": { "enable": true } } } }),
        );
        assert_eq!(found(upper), []);
    }

    #[test]
    fn a_wiped_storage_is_the_matter_of_another_rule() {
        let config = json!({ "environment": { "persistence": { "/elsewhere": { "directories": ["/srv"] } } } });
        assert_eq!(found(config), []);
    }
}
