//! See `lints/orphan-entry.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::Severity,
    model::{Host, Unit, path},
};

pub(super) static RULE: Rule = Rule {
    id: "orphan-entry",
    summary: "an entry keeps the state of a service that is off",
    doc: include_str!("../../lints/orphan-entry.md"),
    severity: Severity::Info,
    fixable: Fixable::No,
    opt_in: true,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    for (path, option) in &host.state_options.orphans {
        let Some(entry) = lost::entries(host).find(|entry| entry.path == *path) else { continue };
        let uses = |unit: &Unit| {
            unit.may
                && unit
                    .directories
                    .iter()
                    .any(|found| path::is_at_or_below(path, &found.path(false)))
        };
        if !host.units.is_complete() || host.units.iter().any(uses) {
            continue;
        }
        // A list in a module for many machines names what some of them have.
        let diagnostic = sink
            .diagnostic(format!("`{path}` is persisted, but `{option}` is off"))
            .at(entry.span)
            .reason(
                "nothing on this machine writes there any more, and what is left stays on the disk"
                    .to_owned(),
            )
            .help(format!("remove the entry, and `{}` once nobody needs it", entry.storage))
            .path(path.clone());
        sink.report(diagnostic);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::ephemeral;

    fn count(path: &str, forgejo: Value) -> usize {
        let host = ephemeral(json!({
            "services": { "forgejo": forgejo },
            "environment": { "persistence": { "/persist": { "directories": [path] } } },
        }));
        RULE.check(&host).len()
    }

    #[test]
    fn only_what_is_certainly_off() {
        assert_eq!(count("/var/lib/forgejo", json!({ "enable": false })), 1);
        assert_eq!(count("/var/lib/forgejo", json!({ "enable": true })), 0);
        assert_eq!(count("/var/lib/forgejo", json!({ "enable": { "?": "x" } })), 0);
        assert_eq!(count("/var/lib/something", json!({ "enable": false })), 0);
        assert_eq!(count("/var/lib", json!({ "enable": false })), 0);
    }
}
