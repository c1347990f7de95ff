//! See `lints/unknown-user.md`.

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::{Diagnostic, Severity},
    model::{Host, Mode, PersistenceEntry, StatePath},
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
            (None, None) => {
                if let Some(state) = meant(host, entry) {
                    sink.report(another(entry, state, sink));
                }
                continue;
            }
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

/// Without nixpkgs: the state that a service keeps at the entry as another user than the one it is given to, whom nothing is
/// known to make.
fn meant<'h>(host: &'h Host, entry: &PersistenceEntry) -> Option<&'h StatePath> {
    let name = entry.user.some().filter(|name| is_name(name) && host.user(name).is_none())?;
    // Root can write whosever it is.
    let is_others = |state: &&StatePath| {
        state.path == entry.path
            && runs_as(state).is_some_and(|user| user != name && user != "root")
    };
    let state = host.state.iter().find(is_others).filter(|_| host.users.is_complete())?;
    let is_made = host.state.iter().any(|state| runs_as(state) == Some(name))
        || may_be_made(host, name, &state.owner);
    (!is_made).then_some(state)
}

/// Whether some other service has a user of that name: it may be on without being known.
fn may_be_made(host: &Host, name: &str, owner: &str) -> bool {
    let known = host.knowledge();
    let paths = known.entries().iter().flat_map(|entry| &entry.paths);
    let mut owners = paths.filter_map(|path| path.owner.as_ref()?.literal());
    let is_own = owner == format!("services.{name}");
    owners.any(|owner| owner == name)
        || !is_own && !known.by_option(&["services", name, "enable"]).is_empty()
}

/// The user that a service certainly runs as.
fn runs_as(state: &StatePath) -> Option<&String> {
    state.user.some().filter(|_| state.dynamic_user.is(&false))
}

fn another(entry: &PersistenceEntry, state: &StatePath, sink: &Sink) -> Diagnostic {
    let (target, owner) = (&entry.path, &state.owner);
    let [given, runs] =
        [&entry.user, &state.user].map(|user| user.some().map_or("", String::as_str));
    sink.diagnostic_at(
        Severity::Warning,
        format!("`{target}` is given to the user `{given}`, but `{owner}` runs as `{runs}`"),
    )
    .at(entry.user.span().or(entry.span))
    .label(state.span, format!("`{owner}` is switched on here"))
    .reason(format!(
        "nothing that is known makes a user `{given}`; without one the owner cannot be set, and the directory stays root's"
    ))
    .help(format!("give it to `{runs}`"))
    .path(target.clone())
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
