//! See `lints/unpersisted-service-state.md`.

use super::{
    Fixable, Rule, Sink,
    state_loss::{self, Topic},
};
use crate::{
    diagnostic::Severity,
    model::{Certainty, Host, Loss, StatePath, path},
};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-service-state",
    summary: "an enabled service loses its state",
    doc: include_str!("../../lints/unpersisted-service-state.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

/// Directories below `/var/lib` that other rules speak about, or that nobody misses.
const IGNORED: [&str; 8] = [
    "systemd",
    "tpm2-udev-trigger",
    "logrotate",
    "nscd",
    "colord",
    "NetworkManager",
    "hddtemp",
    "nixos",
];

fn check(host: &Host, sink: &mut Sink) {
    for group in state_loss::groups(host, counts) {
        let worst = group.worst();
        let severity = match worst.loss {
            _ if is_copy(host, worst) => copied(host, worst),
            // What nobody has judged is called data because systemd is told to keep it.
            Loss::Data if worst.judged => Severity::Error,
            Loss::Data | Loss::Identity | Loss::Settings => Severity::Warning,
            Loss::Recreatable | Loss::Cosmetic => Severity::Info,
        };
        state_loss::report(host, sink, severity, &group);
    }
}

/// Services that copy what others keep.
const COPIES: [(&str, &str); 2] = [
    ("services.postgresqlBackup", "services.postgresql"),
    ("services.mysqlBackup", "services.mysql"),
];

/// Whether it is a copy of data that is not lost.
fn is_copy(host: &Host, state: &StatePath) -> bool {
    let original = COPIES.iter().find(|(copies, _)| state.owner == *copies);
    original.is_some_and(|(_, original)| {
        let is_lost = |data: &StatePath| data.owner == *original && data.kept == Certainty::No;
        !host.state.iter().any(is_lost)
    })
}

/// How bad it is to lose a copy: nothing is lost where a backup takes it away.
fn copied(host: &Host, state: &StatePath) -> Severity {
    let takes = |path: &String| path::is_at_or_below(&state.path, path);
    if host.state_options.backed_up.iter().any(takes) { Severity::Info } else { Severity::Warning }
}

fn counts(state: &StatePath) -> bool {
    let of_service =
        state.owner.starts_with("services.") || state.owner.starts_with("systemd.services.");
    // Parts of the system count where the user switched them on.
    let of_service = of_service || state.judged && state.span.is_some();
    let name = path::rest(&state.path, "/var/lib/private").or(path::rest(&state.path, "/var/lib"));
    let first = name.and_then(|name| name.split('/').nth(1)).unwrap_or_default();
    of_service
        && state_loss::topic(state) == Topic::Service
        && state_loss::matters(state)
        && !IGNORED.contains(&first)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        diagnostic::Diagnostic,
        model::testing::{ephemeral, merge},
    };

    fn found(more: Value) -> Vec<Diagnostic> {
        let mut config = json!({
            "services": { "example": { "enable": true } },
            "users": { "users": { "example": { "group": "example" } } },
            "systemd": { "services": { "example": { "enable": true, "serviceConfig": {
                "User": "example", "StateDirectory": "example example/data", "StateDirectoryMode": "0750",
                "CacheDirectory": "example", "DynamicUser": false } } } },
            "environment": { "persistence": { "/persist": { "directories": ["/srv"] } } },
        });
        merge(&mut config, more);
        RULE.check(&ephemeral(config))
    }

    #[test]
    fn one_diagnostic_for_a_service() {
        let found = found(json!({}));
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].message,
            "`services.example` keeps state in `/var/lib/example`, which is not persisted"
        );
        assert_eq!(
            found[0].help.as_deref(),
            Some(
                "persist it: `environment.persistence.\"/persist\".directories = [ { directory = \
                \"/var/lib/example\"; user = \"example\"; group = \"example\"; mode = \"0750\"; \
                } ];`"
            )
        );
    }

    #[test]
    fn dumps_of_a_database() {
        let of_dumps = |directory: &str, more: Value| {
            let mut config = json!({
                "services": {
                    "postgresql": { "enable": true, "dataDir": "/var/lib/postgresql/17" },
                    "postgresqlBackup": { "enable": true, "location": "/var/backup/postgresql" },
                },
                "environment": { "persistence": { "/persist": { "directories": [directory] } } },
            });
            merge(&mut config, more);
            let mut found = RULE.check(&ephemeral(config));
            found.retain(|found| found.path.as_deref() == Some("/var/backup/postgresql"));
            found.remove(0).severity
        };
        let job = |paths: Value| json!({ "services": { "restic": { "backups": { "a": { "paths": paths } } } } });
        assert_eq!(of_dumps("/srv", json!({})), Severity::Error, "nothing is left");
        assert_eq!(of_dumps("/var/lib/postgresql", json!({})), Severity::Warning);
        assert_eq!(of_dumps("/var/lib/postgresql", job(json!(["/home"]))), Severity::Warning);
        assert_eq!(of_dumps("/var/lib/postgresql", job(json!(["/var/backup/"]))), Severity::Info);
    }

    #[test]
    fn kept_disabled_or_unknown() {
        let list = |path: &str| json!({ "environment": { "persistence": { "/persist": { "directories": [path] } } } });
        for path in ["/var/lib/example", "/var/lib", "/var"] {
            assert_eq!(found(list(path)), [], "{path}");
        }
        let unit = |options: Value| json!({ "systemd": { "services": { "example": options } } });
        assert_eq!(found(unit(json!({ "enable": false }))), []);
        assert_eq!(found(unit(json!({ "serviceConfig": { "DynamicUser": { "?": "x" } } }))), []);
        assert_eq!(found(unit(json!({ "serviceConfig": { "StateDirectory": { "?": "x" } } }))), []);
        assert_eq!(
            found(json!({ "fileSystems": { "/var/lib/example": {
            "device": "/persist/example", "options": ["bind"], "fsType": "none" } } })),
            []
        );
    }

    #[test]
    fn a_place_of_its_own_is_taken_for_kept() {
        let moved =
            json!({ "services": { "forgejo": { "enable": true, "stateDir": "/tank/forgejo" } } });
        let mine = |found: &Diagnostic| {
            found.path.as_deref().is_some_and(|path| path.starts_with("/tank"))
        };
        assert!(!found(moved).iter().any(mine));
    }

    #[test]
    fn state_of_dynamic_users_is_in_private() {
        let dynamic = |directories: Value| {
            json!({
                "systemd": { "services": { "example": { "serviceConfig": { "DynamicUser": true } } } },
                "environment": { "persistence": { "/persist": { "directories": directories } } },
            })
        };
        assert_eq!(
            found(dynamic(json!(["/srv"])))[0].path.as_deref(),
            Some("/var/lib/private/example")
        );
        assert_eq!(found(dynamic(json!(["/var/lib/private"]))), []);
        assert_eq!(
            found(dynamic(json!(["/var/lib/example"]))),
            [],
            "the matter of dynamic-user-state-path"
        );
    }
}
