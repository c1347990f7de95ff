//! See `lints/repeated-first-boot.md`.

use super::{Fixable, Rule, Sink, advice::NewEntry, lost};
use crate::{diagnostic::Severity, model::Host};

pub(super) static RULE: Rule = Rule {
    id: "repeated-first-boot",
    summary: "what is meant for the first boot runs at every boot",
    doc: include_str!("../../lints/repeated-first-boot.md"),
    severity: Severity::Info,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

const MACHINE_ID: &str = "/etc/machine-id";

fn check(host: &Host, sink: &mut Sink) {
    let Some(mount) = lost::lost(host, MACHINE_ID) else { return };
    for unit in host.units.iter().filter(|unit| unit.span.is_some() && !unit.may) {
        if !unit.first_boot.is(&true) || !unit.enable.is(&true) {
            continue;
        }
        let diagnostic = sink
            .diagnostic(format!(
                "`{}.service` is for the first boot, and runs at every boot",
                unit.name
            ))
            .at(unit.span)
            .reason(format!(
                "{}; without `{MACHINE_ID}`, systemd takes a boot for the first",
                lost::because(mount)
            ))
            .help(NewEntry::file(MACHINE_ID).early().help(host))
            .path(MACHINE_ID);
        sink.report(lost::label_wiped(diagnostic, mount));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{model::testing::host, rules::tests::never_more_by_less_knowledge};

    #[test]
    fn while_the_machine_id_is_lost() {
        let config = |condition: serde_json::Value, files: &[&str]| {
            json!({
                "fileSystems": { "/": { "fsType": "tmpfs" }, "/nix": { "device": "/dev/sda1", "fsType": "ext4" } },
                "environment": { "persistence": { "/nix/persist": { "directories": ["/srv"], "files": files } } },
                "systemd": { "services": { "setup": { "unitConfig": { "ConditionFirstBoot": condition } } } },
            })
        };
        let count = |condition, files: &[&str]| RULE.check(&host(config(condition, files))).len();
        assert_eq!(count(json!(true), &[]), 1);
        assert_eq!(count(json!("yes"), &[]), 1);
        assert_eq!(count(json!(false), &[]), 0);
        assert_eq!(count(json!(true), &[MACHINE_ID]), 0);
        never_more_by_less_knowledge(&config(json!(true), &[]));
    }
}
