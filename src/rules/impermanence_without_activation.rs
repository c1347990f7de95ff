//! See `lints/impermanence-without-activation.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::Severity,
    model::{Host, Source},
};

pub(super) static RULE: Rule = Rule {
    id: "impermanence-without-activation",
    summary: "impermanence needs activation scripts, which do not run",
    doc: include_str!("../../lints/impermanence-without-activation.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let init = &host.settings.nixos_init;
    if !init.is(&true) {
        return;
    }
    let used = lost::entries(host)
        .find(|entry| matches!(entry.source, Source::Impermanence | Source::HomeManager));
    let Some(entry) = used else { return };
    let diagnostic = sink
        .diagnostic("impermanence makes no directories with `system.nixos-init.enable`")
        .at(init.span().or(entry.span))
        .label(entry.span.filter(|_| init.span().is_some()), "persisted by impermanence")
        .reason(
            "nixos-init runs no activation scripts, so the storage and the mount points of new \
            entries are not made with their owner and mode; directories that are there already \
            are still bound",
        )
        .help(
            "use preservation, which needs no activation scripts, or make the directories with \
            `systemd.tmpfiles`",
        );
    sink.report(diagnostic);
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{ephemeral, merge};

    fn count(more: Value) -> usize {
        let mut config = json!({ "system": { "nixos-init": { "enable": true } } });
        merge(&mut config, more);
        RULE.check(&ephemeral(config)).len()
    }

    #[test]
    fn scripts_do_not_run() {
        let impermanence = || json!({ "environment": { "persistence": { "/persist": { "directories": ["/srv"] } } } });
        assert_eq!(count(impermanence()), 1);
        assert_eq!(count(json!({})), 0);
        let preservation = json!({ "preservation": { "enable": true, "preserveAt": { "/persist": { "directories": ["/srv"] } } } });
        assert_eq!(count(preservation), 0);
        for value in [json!(false), json!({ "?": "x" })] {
            let mut config = impermanence();
            merge(&mut config, json!({ "system": { "nixos-init": { "enable": value } } }));
            assert_eq!(count(config), 0);
        }
    }
}
