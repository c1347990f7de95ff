//! See `lints/disabled-preservation.md`.

use super::{Fixable, Rule, Sink, proposals};
use crate::{
    diagnostic::{Proposal, Safety, Severity},
    model::{Certainty, Host, Mount, PersistenceRoot, Source},
};

pub(super) static RULE: Rule = Rule {
    id: "disabled-preservation",
    summary: "paths are listed, but the module that persists them is switched off",
    doc: include_str!("../../lints/disabled-preservation.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let Some(root) = host.mount("/").filter(|mount| mount.ephemeral.certainty == Certainty::Yes)
    else {
        return;
    };
    let of = |source: Source| {
        let listed =
            move |found: &&PersistenceRoot| found.source == source && found.written_entries > 0;
        host.roots.iter().filter(listed)
    };
    // Who writes `false` means it: modules are shared between machines.
    let default =
        host.settings.preservation.is(&false) && host.settings.preservation.span().is_none();
    if let Some(first) = of(Source::Preservation).next().filter(|_| default) {
        let count = of(Source::Preservation).map(|found| found.written_entries).sum();
        let message = format!(
            "`{}` should keep {}, but `preservation.enable` is not set",
            first.path,
            paths(count)
        );
        report(
            first,
            root,
            message,
            "preservation does nothing",
            "preservation.enable = true;",
            RULE.severity,
            sink,
        );
    }
    let all = || of(Source::Impermanence);
    let disabled = all()
        .next()
        .filter(|_| all().all(|found| found.enabled.is(&false)) && host.entries.items.is_empty());
    let disabled = disabled.filter(|_| host.entries.is_complete());
    if let Some(first) = disabled {
        let count = all().map(|found| found.written_entries).sum();
        let message =
            format!("`{}` should keep {}, but it is switched off", first.path, paths(count));
        let help = format!("environment.persistence.{:?}.enable = true;", first.name);
        report(first, root, message, "no storage is used", &help, Severity::Warning, sink);
    }
}

/// Who wrote `enable = false` meant it.
fn proposal(storage: &PersistenceRoot) -> Option<Proposal> {
    let of_preservation = storage.source == Source::Preservation;
    let beside = storage.span.filter(|_| of_preservation);
    proposals::option(beside, &["preservation", "enable"], "true", Safety::Safe)
}

fn paths(count: usize) -> String {
    if count == 1 { "1 path".to_owned() } else { format!("{count} paths") }
}

fn report(
    storage: &PersistenceRoot,
    root: &Mount,
    message: String,
    what: &str,
    help: &str,
    severity: Severity,
    sink: &mut Sink,
) {
    let diagnostic = sink
        .diagnostic_at(severity, message)
        .at(storage.span)
        .label(storage.enabled.span(), "switched off here")
        .reason(format!(
            "{what}, while {}: everything is lost at the next boot",
            super::lost::because(root)
        ))
        .help(format!("`{help}`"))
        .propose(proposal(storage))
        .path(storage.path.clone());
    sink.report(super::lost::label_wiped(diagnostic, root));
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
    fn preservation_has_to_be_switched_on() {
        let config = |enable: Value| {
            let mut config = json!({ "preservation": { "preserveAt": { "/persist": { "directories": ["/srv"] } } } });
            crate::model::testing::merge(&mut config, enable);
            config
        };
        let set = |enable: Value| config(json!({ "preservation": { "enable": enable } }));
        assert_eq!(found(config(json!({}))), [Severity::Error]);
        assert_eq!(found(set(json!(true))), []);
        assert_eq!(found(set(json!(false))), [], "somebody means it");
        assert_eq!(found(set(json!({ "?": "x" }))), []);
        let lasting =
            json!({ "fileSystems": { "/": { "device": "/dev/sda1", "fsType": "ext4" } } });
        assert_eq!(found(config(lasting)), []);
        assert_eq!(found(json!({ "preservation": { "preserveAt": { "/persist": {} } } })), []);
    }

    #[test]
    fn every_storage_is_switched_off() {
        let one = |enable: bool| json!({ "enable": enable, "directories": ["/srv"] });
        let config = |roots: Value| json!({ "environment": { "persistence": roots } });
        assert_eq!(found(config(json!({ "/persist": one(false) }))), [Severity::Warning]);
        assert_eq!(found(config(json!({ "/persist": one(false), "/nix/persist": one(true) }))), []);
        assert_eq!(found(config(json!({ "/persist": one(true) }))), []);
    }
}
