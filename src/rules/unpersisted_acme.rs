//! See `lints/unpersisted-acme.md`.

use super::{
    Fixable, Rule, Sink,
    advice::{self, NewEntry},
    lost,
    state_loss::{self, Topic},
};
use crate::{
    diagnostic::Severity,
    model::{EntryKind, Host},
};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-acme",
    summary: "certificates are asked for anew at every boot",
    doc: include_str!("../../lints/unpersisted-acme.md"),
    severity: Severity::Error,
    fixable: Fixable::Sometimes,
    opt_in: false,
    since: "0.1.0",
    check,
};

const DIRECTORY: &str = "/var/lib/acme";

fn check(host: &Host, sink: &mut Sink) {
    let Some(state) = host.state.iter().find(|state| {
        state_loss::topic(state) == Topic::Acme && state.owner.starts_with("security.acme")
    }) else {
        return;
    };
    // Who keeps some certificates has thought about the others.
    if host.entries.iter().any(|entry| crate::model::path::is_below(&entry.path, DIRECTORY)) {
        return;
    }
    let Some(mount) = lost::lost(host, DIRECTORY) else { return };
    let servers = &host.state_options.acme_servers;
    let harmless = |server: &String| {
        let of_all = ["", "https://acme-v02.api.letsencrypt.org/directory"];
        server.contains("staging") || !of_all.contains(&server.as_str())
    };
    let limited = !servers.iter().all(harmless);
    let severity = if limited { RULE.severity } else { Severity::Info };
    let list = advice::list(host, EntryKind::Directory);
    let entry = NewEntry::directory(DIRECTORY).attribute("user", "acme").attribute("group", "acme");
    let diagnostic = sink
        .diagnostic_at(
            severity,
            format!("`{DIRECTORY}` is not persisted, so certificates are asked for at every boot"),
        )
        .at(state
            .span
            .or(host.state_options.acme_span)
            .or(list.as_ref().map(|(span, _)| *span))
            .or(mount.span))
        .reason(format!(
            "{}; a certificate authority refuses after a few certificates of the same names in a \
            week, and the key of the account is new each time",
            lost::because(mount)
        ))
        .help(entry.help(host))
        .propose(entry.addition(host))
        .path(DIRECTORY);
    sink.report(lost::label_wiped(diagnostic, mount));
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::ephemeral;

    fn found(server: Value, directory: &str) -> Vec<Severity> {
        let host = ephemeral(json!({
            "security": { "acme": { "certs": { "example.org": { "server": server } } } },
            "environment": { "persistence": { "/persist": { "directories": [directory] } } },
        }));
        RULE.check(&host).iter().map(|found| found.severity).collect()
    }

    #[test]
    fn limits_are_what_hurts() {
        assert_eq!(found(Value::Null, "/srv"), [Severity::Error]);
        assert_eq!(
            found(json!("https://acme-staging-v02.api.letsencrypt.org/directory"), "/srv"),
            [Severity::Info]
        );
        assert_eq!(found(json!("https://ca.internal/acme"), "/srv"), [Severity::Info]);
        for kept in ["/var/lib/acme", "/var/lib", "/var/lib/acme/example.org"] {
            assert_eq!(found(Value::Null, kept), [], "{kept}");
        }
    }
}
