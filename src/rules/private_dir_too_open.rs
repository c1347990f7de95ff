//! See `lints/private-dir-too-open.md`.

use super::{Fixable, Rule, Sink, lost, proposals};
use crate::{
    diagnostic::{Safety, Severity},
    model::{EntryKind, Host, PersistenceEntry, Source, path},
};

pub(super) static RULE: Rule = Rule {
    id: "private-dir-too-open",
    summary: "a storage makes `private` readable for everybody, and systemd refuses that",
    doc: include_str!("../../lints/private-dir-too-open.md"),
    severity: Severity::Warning,
    fixable: Fixable::Sometimes,
    opt_in: false,
    since: "0.1.0",
    check,
};

/// The directories in which systemd keeps what dynamic users own.
const PRIVATE: [&str; 3] = ["/var/lib/private", "/var/cache/private", "/var/log/private"];

fn check(host: &Host, sink: &mut Sink) {
    let options = &host.state_options;
    if !options.private_unclear.is_complete() {
        return;
    }
    for private in PRIVATE {
        // impermanence gives a directory on the machine the mode it has in the storage; preservation does not.
        let entries = lost::entries(host).filter(|entry| {
            entry.source == Source::Impermanence && entry.kind == EntryKind::Directory
        });
        let entries: Vec<&PersistenceEntry> = entries.collect();
        let Some(first) = entries.iter().find(|entry| path::is_below(&entry.path, private)) else {
            continue;
        };
        let whole = entries.iter().any(|entry| path::is_at_or_below(private, &entry.path));
        let storage = path::join(&first.root, private);
        let closed =
            |mode: &Option<String>| matches!(mode.as_deref(), Some("0700" | "700" | "~0700"));
        let by_rule =
            options.private_modes.iter().any(|(path, mode)| *path == storage && closed(mode));
        let by_entry = options.private_parents.iter().any(|path| path::is_below(path, private));
        if whole || by_rule || by_entry || !is_used(host, private) {
            continue;
        }
        let diagnostic = sink
            .diagnostic(format!(
                "`{storage}` is made with mode 0755, and `{private}` gets that mode"
            ))
            .at(first.span)
            .reason(format!(
                "impermanence makes the parents of `{}` in the storage and copies their mode; \
                when the configuration is switched while `{private}` has it, services with a \
                dynamic user refuse to start: \"too permissive\". It is harmless where \
                `{storage}` has mode 0700 already",
                first.path
            ))
            .help(format!(
                "give it the right mode: `systemd.tmpfiles.settings.private.{storage:?}.d = {{ \
                mode = \"0700\"; }};`"
            ))
            .propose(proposals::option_of(
                host,
                first.span,
                &["systemd", "tmpfiles", "settings", "private", &storage, "d"],
                "{ mode = \"0700\"; }",
                Safety::Safe,
            ))
            .path(private);
        sink.report(diagnostic);
    }
}

/// Whether a service with a dynamic user has something in the directory: it is the one that is refused.
fn is_used(host: &Host, private: &str) -> bool {
    host.state
        .iter()
        .any(|state| state.dynamic_user.is(&true) && path::is_below(&state.path, private))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{ephemeral, merge};

    fn count(directories: Value, more: Value) -> usize {
        let mut config = json!({
            "systemd": { "services": { "a": { "serviceConfig": { "DynamicUser": true,
                "StateDirectory": "a" } } }, "tmpfiles": { "rules": [] } },
            "environment": { "persistence": { "/persist": { "directories": directories } } },
        });
        merge(&mut config, more);
        RULE.check(&ephemeral(config)).len()
    }

    #[test]
    fn only_a_parent_that_nobody_closes() {
        let inside = || json!(["/var/lib/private/a", "/var/lib/private/b"]);
        assert_eq!(count(inside(), json!({})), 1);
        assert_eq!(count(json!(["/var/lib/private"]), json!({})), 0);
        assert_eq!(
            count(
                json!(["/var/lib/private/a", { "directory": "/var/lib/private", "mode": "0700" }]),
                json!({})
            ),
            0
        );
        assert_eq!(
            count(
                json!([{ "directory": "/var/lib/private/a", "defaultPerms": { "mode": "0700" } }]),
                json!({})
            ),
            0
        );
        let rule = |text: &str| json!({ "systemd": { "tmpfiles": { "rules": [text] } } });
        assert_eq!(count(inside(), rule("d /persist/var/lib/private 0700 root root")), 0);
        assert_eq!(count(inside(), rule("d /var/lib/private 0700 root root")), 1);
        let unknown = json!({ "systemd": { "tmpfiles": { "rules": [{ "?": "x" }] } } });
        assert_eq!(count(inside(), unknown), 0);
        let open = json!({ "boot": { "initrd": { "systemd": { "services": { "…": null } } } } });
        assert_eq!(count(inside(), open), 1, "what another module adds sets no modes");
        let without = |dynamic: Value| {
            let service = json!({ "DynamicUser": dynamic });
            json!({ "systemd": { "services": { "a": { "serviceConfig": service } } } })
        };
        assert_eq!(count(inside(), without(json!(false))), 0, "nothing is refused");
        assert_eq!(count(inside(), without(json!({ "?": "x" }))), 0);
        let script = json!({ "system": { "activationScripts": { "private-mode": {} } } });
        assert_eq!(count(inside(), script), 0);
    }
}
