//! See `lints/unknown-user.md`.

use super::{Fixable, Rule, Sink, lost, proposals};
use crate::{
    diagnostic::{Diagnostic, Proposal, Safety, Severity},
    model::{Fact, Host, Mode, PersistenceEntry, Source, StatePath, path},
};

pub(super) static RULE: Rule = Rule {
    id: "unknown-user",
    summary: "an entry is given to a user or group that does not exist",
    doc: include_str!("../../lints/unknown-user.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    for entry in lost::entries(host) {
        let certain = missing(host, entry);
        let Some(stranger) = certain.or_else(|| unheard_of(host, entry)) else { continue };
        let diagnostic = match states(host, entry).find(|state| is_anothers(state, &stranger)) {
            Some(state) if state.dynamic_user.is(&true) => dynamic(entry, &stranger, state, sink),
            Some(state) => another(entry, &stranger, state, sink),
            None => nobody(host, entry, &stranger, sink),
        };
        sink.report(diagnostic);
    }
}

/// A user or group that an entry is given to, and nobody makes.
struct Stranger<'h> {
    /// `user` or `group`
    what: &'static str,
    name: &'h String,
    /// Where the entry says so.
    fact: &'h Fact<Option<String>>,
    /// Whether all users are known, and it is none of them.
    is_certain: bool,
}

impl Stranger<'_> {
    /// Why its owner cannot be set, as a clause.
    fn why(&self) -> String {
        let Self { what, name, is_certain, .. } = self;
        let who = if *is_certain { "nothing" } else { "nothing that is known" };
        format!("{who} makes a {what} `{name}`")
    }
}

/// The user or group of an entry that is not there for certain.
fn missing<'h>(host: &Host, entry: &'h PersistenceEntry) -> Option<Stranger<'h>> {
    // Without nixpkgs, the users that its modules make are not known.
    let all_known =
        host.mode == Some(Mode::Full) && host.users.is_complete() && host.groups.is_complete();
    let is_user = |name: &str| match host.user(name) {
        Some(user) => !user.enable.is(&false),
        None => !all_known,
    };
    let is_group = |name: &str| !all_known || host.groups.iter().any(|group| group.name == name);
    let user = entry.user.some().filter(|name| is_name(name) && !is_user(name));
    let group = entry.group.some().filter(|name| is_name(name) && !is_group(name));
    let (what, name, fact) = match (user, group) {
        (Some(name), _) => ("user", name, &entry.user),
        (None, name) => ("group", name?, &entry.group),
    };
    Some(Stranger { what, name, fact, is_certain: true })
}

/// Without nixpkgs: the user of an entry whom nothing is known to make, where a service keeps state as another one.
fn unheard_of<'h>(host: &Host, entry: &'h PersistenceEntry) -> Option<Stranger<'h>> {
    let name = entry.user.some().filter(|name| is_name(name) && host.user(name).is_none())?;
    let stranger = Stranger { what: "user", name, fact: &entry.user, is_certain: false };
    let mut theirs = states(host, entry).filter(|state| is_anothers(state, &stranger));
    let state = theirs.next().filter(|_| host.users.is_complete())?;
    let is_made = host.knowledge().makes_account(name)
        || host.state.iter().any(|state| runs_as(state) == Some(name))
        || may_be_made(host, name, &state.owner);
    (!is_made).then_some(stranger)
}

/// What services keep right at an entry.
fn states<'h>(host: &'h Host, entry: &PersistenceEntry) -> impl Iterator<Item = &'h StatePath> {
    host.state.iter().filter(|state| state.path == entry.path)
}

/// Whether a service keeps state as somebody else than a stranger.
fn is_anothers(state: &StatePath, stranger: &Stranger<'_>) -> bool {
    // Root can write whosever it is.
    let is_other = |user: &String| user != stranger.name && user != "root";
    state.dynamic_user.is(&true) || stranger.what == "user" && runs_as(state).is_some_and(is_other)
}

/// Whether some other service has a user of that name: it may be on without being known.
fn may_be_made(host: &Host, name: &str, owner: &str) -> bool {
    let known = host.knowledge();
    let paths = known.entries().iter().flat_map(|entry| &entry.paths);
    let static_ = paths.filter(|path| !path.may_be_dynamic());
    let mut owners = static_.filter_map(|path| path.owner.as_ref()?.literal());
    let is_own = owner == format!("services.{name}");
    owners.any(|owner| owner == name)
        || !is_own && !known.by_option(&["services", name, "enable"]).is_empty()
}

/// The user that a service certainly runs as.
fn runs_as(state: &StatePath) -> Option<&String> {
    state.user.some().filter(|_| state.dynamic_user.is(&false))
}

fn nobody(
    host: &Host,
    entry: &PersistenceEntry,
    stranger: &Stranger<'_>,
    sink: &Sink,
) -> Diagnostic {
    let (target, Stranger { what, name, .. }) = (&entry.path, stranger);
    let has_state = host.state.iter().any(|state| path::is_at_or_below(&state.path, target));
    let or = if has_state {
        format!("name a {what} that exists")
    } else {
        "remove the entry".to_owned()
    };
    sink.diagnostic(format!("`{target}` is given to the {what} `{name}`, which does not exist"))
        .at(stranger.fact.span().or(entry.span))
        // preservation leaves it to systemd-tmpfiles, whose line is void (systemd's src/tmpfiles/tmpfiles.c, parse_line).
        .reason(if entry.source == Source::Preservation {
            "systemd-tmpfiles ignores what is said of the directory, which is made without it and is root's"
        } else {
            "when the directory is first made, its owner cannot be set: the activation fails there, and it stays root's"
        })
        .help(format!("enable the service that makes `{name}`, or {or}"))
        .path(target.clone())
}

fn another(
    entry: &PersistenceEntry,
    stranger: &Stranger<'_>,
    state: &StatePath,
    sink: &Sink,
) -> Diagnostic {
    let runs = state.user.some().map_or("", String::as_str);
    told(entry, stranger, state, &format!("runs as `{runs}`"), sink)
        .reason(format!(
            "{}: when the directory is first made its owner cannot be set, and it stays root's",
            stranger.why()
        ))
        .help(format!("give it to `{runs}`"))
}

fn dynamic(
    entry: &PersistenceEntry,
    stranger: &Stranger<'_>,
    state: &StatePath,
    sink: &Sink,
) -> Diagnostic {
    let is_set = |(_, fact): &(&'static str, &Fact<Option<String>>)| fact.span().is_some();
    let owners = [("user", &entry.user), ("group", &entry.group)];
    let names: Vec<_> = owners.into_iter().filter(is_set).map(|(name, _)| name).collect();
    // preservation gives the directory to root at every boot then, and systemd gives it back.
    let proposal = proposals::without(entry, &names).map(|proposal| Proposal {
        safety: if entry.source == Source::Preservation { Safety::Unsafe } else { Safety::Safe },
        ..proposal
    });
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    told(entry, stranger, state, "has a dynamic user", sink)
        .reason(format!(
            "{} before the service runs, so the owner cannot be set when the directory is first \
            made; systemd gives it at each start to the user that it makes up",
            stranger.why()
        ))
        .help(format!("leave out {}", quoted.join(" and ")))
        .propose(proposal)
}

/// What both have in common.
fn told(
    entry: &PersistenceEntry,
    stranger: &Stranger<'_>,
    state: &StatePath,
    but: &str,
    sink: &Sink,
) -> Diagnostic {
    let (target, owner, Stranger { what, name, .. }) = (&entry.path, &state.owner, stranger);
    sink.diagnostic_at(
        Severity::Warning,
        format!("`{target}` is given to the {what} `{name}`, but `{owner}` {but}"),
    )
    .at(stranger.fact.span().or(entry.span))
    .label(state.span, format!("`{owner}` is switched on here"))
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
    fn of_a_service_it_is_said_whom_to_give_it_to() {
        let told = |directory: &str, service: Value| {
            let mut config = json!({
                "users": { "users": { "root": { "uid": 0 } }, "groups": { "root": {} } },
                "environment": { "persistence": { "/persist": { "directories": [
                    { "directory": directory, "user": "redis", "group": "redis" },
                ] } } },
            });
            merge(&mut config, json!({ "systemd": { "services": { "cache": service } } }));
            let found = RULE.check(&ephemeral(config)).remove(0);
            (found.severity, found.help.unwrap_or_default())
        };
        let unit = |user: &str| json!({ "enable": true, "serviceConfig": { "StateDirectory": "cache", "User": user } });
        assert_eq!(
            told("/var/lib/cache", unit("cloud")),
            (Severity::Warning, "give it to `cloud`".to_owned())
        );
        assert_eq!(
            told("/var/lib/cache", unit("redis")).1,
            "enable the service that makes `redis`, or name a user that exists"
        );
        let mut made_up = unit("redis");
        merge(&mut made_up, json!({ "serviceConfig": { "DynamicUser": true } }));
        assert_eq!(
            told("/var/lib/private/cache", made_up),
            (Severity::Warning, "leave out `user` and `group`".to_owned())
        );
        assert_eq!(
            told("/srv", unit("cloud")).1,
            "enable the service that makes `redis`, or remove the entry"
        );
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
