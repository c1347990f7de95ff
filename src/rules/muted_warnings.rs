//! See `lints/muted-warnings.md`.

use super::{Fixable, Rule, Sink, unpersisted_uid_map};
use crate::{
    diagnostic::Severity,
    model::{Host, PersistenceRoot, Source},
};

pub(super) static RULE: Rule = Rule {
    id: "muted-warnings",
    summary: "a warning of impermanence that would be right is switched off",
    doc: include_str!("../../lints/muted-warnings.md"),
    severity: Severity::Info,
    opt_in: true,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let of_system =
        |root: &&PersistenceRoot| root.source == Source::Impermanence && root.enabled.is(&true);
    let roots: Vec<_> = host.roots.iter().filter(of_system).collect();
    let muted = roots.iter().all(|root| root.warnings.is(&false));
    let Some(first) = roots.first().filter(|_| muted) else { return };
    if unpersisted_uid_map::RULE.check(host).is_empty() {
        return;
    }
    let diagnostic = sink
        .diagnostic(format!("`{}` is told not to warn of what is wrong with it", first.path))
        .at(first.warnings.span().or(first.span))
        .reason(
            "impermanence would say that `/var/lib/nixos` is not persisted, but `enableWarnings` \
            is off everywhere",
        )
        .help("remove `enableWarnings = false;`")
        .path(first.path.clone());
    sink.report(diagnostic);
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{model::testing::host, rules::tests::never_more_by_less_knowledge};

    fn config(warnings: Value, directory: &str) -> Value {
        json!({
            "fileSystems": { "/": { "fsType": "tmpfs" }, "/nix": { "device": "/dev/sda1", "fsType": "ext4" } },
            "users": { "groups": { "git": { "gid": null } } },
            "environment": { "persistence": { "/nix/persist": { "enableWarnings": warnings, "directories": [directory] } } },
        })
    }

    #[test]
    fn only_while_there_is_something_to_warn_of() {
        let count = |warnings, directory| RULE.check(&host(config(warnings, directory))).len();
        assert_eq!(count(json!(false), "/srv"), 1);
        assert_eq!(count(json!(true), "/srv"), 0);
        assert_eq!(count(json!({ "?": "x" }), "/srv"), 0);
        assert_eq!(count(json!(false), "/var/lib/nixos"), 0);
        never_more_by_less_knowledge(&config(json!(false), "/srv"));
    }
}
