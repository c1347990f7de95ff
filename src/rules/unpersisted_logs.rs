//! See `lints/unpersisted-logs.md`.

use super::{
    Fixable, Rule, Sink,
    advice::{self, NewEntry},
    lost,
};
use crate::{
    diagnostic::Severity,
    model::{EntryKind, Host, Mode, Release},
};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-logs",
    summary: "the journal of earlier boots is lost",
    doc: include_str!("../../lints/unpersisted-logs.md"),
    severity: Severity::Warning,
    fixable: Fixable::Sometimes,
    opt_in: false,
    since: "0.1.0",
    check,
};

const JOURNAL: &str = "/var/log/journal";

fn check(host: &Host, sink: &mut Sink) {
    let storage = &host.settings.journal_storage;
    // The default that is known without nixpkgs is that of the releases which have the option.
    let known = storage.span().is_some()
        || host.mode.is_some_and(Mode::has_nixpkgs)
        || host.versions.nixos.is_some_and(|release| release >= Release::JOURNAL_STORAGE);
    if !known || storage.some().is_none_or(|storage| storage != "persistent") {
        return;
    }
    let Some(mount) = lost::lost(host, JOURNAL) else { return };
    let severity = match host.state_options.journal_upload.known() {
        Some(false) => RULE.severity,
        Some(true) => Severity::Info,
        None => return,
    };
    let list = advice::list(host, EntryKind::Directory);
    let diagnostic = sink
        .diagnostic_at(
            severity,
            format!("`{JOURNAL}` is not persisted, so the journal ends with each boot"),
        )
        .at(storage.span().or(list.map(|(span, _)| span)).or(mount.span))
        .reason(format!(
            "{}; after a crash nothing tells what happened before",
            lost::because(mount)
        ))
        .help(format!(
            "{}, or say that it is meant so with `services.journald.storage = \"volatile\";`",
            NewEntry::directory("/var/log").help(host).trim_end_matches(';')
        ))
        .propose(NewEntry::directory("/var/log").addition(host))
        .path(JOURNAL);
    sink.report(lost::label_wiped(diagnostic, mount));
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::ephemeral;

    fn found(journald: Value, directory: &str) -> Vec<Severity> {
        let host = ephemeral(json!({
            "services": { "journald": journald },
            "environment": { "persistence": { "/persist": { "directories": [directory] } } },
        }));
        RULE.check(&host).iter().map(|found| found.severity).collect()
    }

    #[test]
    fn only_a_journal_that_is_meant_to_last() {
        let storage = |text: &str| json!({ "storage": text });
        assert_eq!(found(storage("persistent"), "/srv"), [Severity::Warning]);
        assert_eq!(found(storage("volatile"), "/srv"), []);
        assert_eq!(found(json!({ "storage": { "?": "x" } }), "/srv"), []);
        assert_eq!(found(json!({}), "/srv"), [], "not known without a default");
        let own = |text: &str| json!({ "storage": "persistent", "extraConfig": text });
        assert_eq!(found(own("SystemMaxUse=1G\nStorage=volatile\n"), "/srv"), []);
        assert_eq!(found(own("SystemMaxUse=1G\n"), "/srv"), [Severity::Warning]);
        let unknown = json!({ "storage": "persistent", "extraConfig": { "?": "x" } });
        assert_eq!(found(unknown, "/srv"), []);
        let uploaded = json!({ "storage": "persistent", "upload": { "enable": true } });
        assert_eq!(found(uploaded, "/srv"), [Severity::Info]);
        for kept in ["/var/log", "/var/log/journal", "/var"] {
            assert_eq!(found(storage("persistent"), kept), [], "{kept}");
        }
    }
}
