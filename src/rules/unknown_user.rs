//! See `lints/unknown-user.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::Severity,
    model::{Host, Mode},
};

pub(super) static RULE: Rule = Rule {
    id: "unknown-user",
    summary: "an entry is given to a user or group that does not exist",
    doc: include_str!("../../lints/unknown-user.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::No,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    // Without nixpkgs, the users that its modules make are not known.
    let all_known =
        host.mode == Some(Mode::Full) && host.users.is_complete() && host.groups.is_complete();
    let is_user = |name: &str| match host.user(name) {
        Some(user) => !user.enable.is(&false),
        None => !all_known,
    };
    let is_group = |name: &str| !all_known || host.groups.iter().any(|group| group.name == name);
    for entry in lost::entries(host) {
        let user = entry.user.some().filter(|name| is_name(name) && !is_user(name));
        let group = entry.group.some().filter(|name| is_name(name) && !is_group(name));
        let (what, name, fact) = match (user, group) {
            (Some(name), _) => ("user", name, &entry.user),
            (None, Some(name)) => ("group", name, &entry.group),
            (None, None) => continue,
        };
        let target = &entry.path;
        let diagnostic = sink
            .diagnostic(format!("`{target}` is given to the {what} `{name}`, which does not exist"))
            .at(fact.span().or(entry.span))
            .reason(
                "the owner cannot be set: the activation fails there, and the directory stays \
                root's",
            )
            .help(format!("enable the service that makes `{name}`, or remove the entry"))
            .path(target.clone());
        sink.report(diagnostic);
    }
}

/// Whether it is a name, and not a number or nothing.
fn is_name(owner: &str) -> bool {
    !matches!(owner, "" | "-" | "root") && !owner.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{ephemeral, merge};

    fn found(entry: Value, more: Value) -> usize {
        let mut config = json!({
            "users": { "users": { "ann": { "isNormalUser": true }, "root": { "uid": 0 } },
                "groups": { "users": {}, "root": {} } },
            "environment": { "persistence": { "/persist": { "directories": [entry] } } },
        });
        merge(&mut config, more);
        RULE.check(&ephemeral(config)).len()
    }

    fn of(user: &str, group: &str) -> Value {
        json!({ "directory": "/srv", "user": user, "group": group })
    }

    #[test]
    fn owners_that_nobody_declares() {
        assert_eq!(found(of("colord", "colord"), json!({})), 1);
        assert_eq!(found(of("root", "colord"), json!({})), 1);
        for entry in [of("ann", "users"), of("1000", "100"), json!("/srv")] {
            assert_eq!(found(entry, json!({})), 0);
        }
        let disabled = json!({ "users": { "users": { "ann": { "enable": false } } } });
        assert_eq!(found(of("ann", "users"), disabled), 1);
    }

    #[test]
    fn silent_when_not_all_users_are_known() {
        for list in ["users", "groups"] {
            assert_eq!(
                found(of("colord", "colord"), json!({ "users": { list: { "…": true } } })),
                0
            );
        }
        let unknown = json!({ "directory": "/srv", "user": { "?": "x" }, "group": { "?": "x" } });
        assert_eq!(found(unknown, json!({})), 0);
    }
}
