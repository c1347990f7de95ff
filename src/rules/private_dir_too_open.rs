//! See `lints/private-dir-too-open.md`.

use std::collections::BTreeSet;

use super::{Fixable, Rule, Sink, lost, proposals};
use crate::{
    diagnostic::{Intent, Proposal, Safety, Severity},
    model::{EntryKind, Host, PersistenceEntry, PersistenceRoot, Source, path},
    source::Span,
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
    if !host.state_options.private_unclear.is_complete() {
        return;
    }
    for private in PRIVATE {
        let Some(first) = inside(host, private) else { continue };
        let storage = path::join(&first.root, private);
        if is_closed(host, private, &storage) || users(host, private).is_empty() {
            continue;
        }
        let root = host.roots.iter().find(|root| root.path == first.root);
        let root = root.and_then(|root| root.span);
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
            .propose(closing(host, beside(host, private, first.span, root), &storage))
            .path(private);
        sink.report(diagnostic);
    }
}

/// What closes the directories that new entries of a storage would open.
pub(super) fn closed_for(
    host: &Host,
    root: &PersistenceRoot,
    new: &[&str],
    near: Option<Span>,
) -> Vec<Intent> {
    if root.source != Source::Impermanence || !host.state_options.private_unclear.is_complete() {
        return Vec::new();
    }
    let opened = PRIVATE.into_iter().filter(|private| {
        new.iter().any(|path| path::is_below(path, private))
            && inside(host, private).is_none()
            && !users(host, private).is_empty()
    });
    let storages = opened.map(|private| (private, path::join(&root.path, private)));
    storages
        .filter(|(private, storage)| !is_closed(host, private, storage))
        .filter_map(|(private, storage)| {
            closing(host, beside(host, private, near, root.span), &storage)
        })
        .flat_map(|proposal| proposal.intents)
        .collect()
}

/// Where the mode is set: beside the one service that needs it. What several need stays with the root when one of them goes.
fn beside(host: &Host, private: &str, service: Option<Span>, root: Option<Span>) -> Option<Span> {
    if users(host, private).len() > 1 { root.or(service) } else { service.or(root) }
}

fn closing(host: &Host, beside: Option<Span>, storage: &str) -> Option<Proposal> {
    let option = ["systemd", "tmpfiles", "settings", "private", storage, "d"];
    proposals::option_of(host, beside, &option, "{ mode = \"0700\"; }", Safety::Safe)
}

/// Directories that impermanence gives the mode they have in the storage; preservation does not.
fn entries(host: &Host) -> impl Iterator<Item = &PersistenceEntry> {
    lost::entries(host)
        .filter(|entry| entry.source == Source::Impermanence && entry.kind == EntryKind::Directory)
}

fn inside<'h>(host: &'h Host, private: &str) -> Option<&'h PersistenceEntry> {
    entries(host).find(|entry| path::is_below(&entry.path, private))
}

/// Whether somebody gives the directory its mode.
fn is_closed(host: &Host, private: &str, storage: &str) -> bool {
    let options = &host.state_options;
    let closed = |mode: &Option<String>| matches!(mode.as_deref(), Some("0700" | "700" | "~0700"));
    entries(host).any(|entry| path::is_at_or_below(private, &entry.path))
        || options.private_modes.iter().any(|(path, mode)| path == storage && closed(mode))
        || options.private_parents.iter().any(|path| path::is_below(path, private))
}

/// The services with a dynamic user that have something in the directory: they are the ones that are refused.
fn users<'h>(host: &'h Host, private: &str) -> BTreeSet<&'h str> {
    let inside = host
        .state
        .iter()
        .filter(|state| state.dynamic_user.is(&true) && path::is_below(&state.path, private));
    inside.map(|state| state.owner.as_str()).collect()
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

    #[test]
    fn what_several_need_is_set_beside_the_root() {
        let place = |services: Value| {
            let host = ephemeral(json!({
                "systemd": { "services": services },
                "environment": { "persistence": { "/persist": { "directories": ["/srv"] } } },
            }));
            let root = host.roots.iter().next().and_then(|root| root.span);
            let unit = host.units.iter().next().and_then(|unit| unit.span);
            let place = beside(&host, "/var/lib/private", unit, root);
            assert!(root.is_some() && unit.is_some() && root != unit);
            if place == root { "root" } else { "service" }
        };
        let unit = |name: &str| json!({ "serviceConfig": { "DynamicUser": true, "StateDirectory": name } });
        assert_eq!(place(json!({ "a": unit("a") })), "service");
        assert_eq!(place(json!({ "a": unit("a"), "b": unit("b") })), "root");
    }

    #[test]
    fn what_opens_it_closes_it() {
        let closed = |new: &str, rule: &str| {
            let host = ephemeral(json!({
                "systemd": { "services": { "a": { "serviceConfig": { "DynamicUser": true,
                    "StateDirectory": "a" } } }, "tmpfiles": { "rules": [rule] } },
                "environment": { "persistence": { "/persist": { "directories": ["/srv"] } } },
            }));
            closed_for(&host, host.roots.iter().next().expect("it is there"), &[new], None).len()
        };
        assert_eq!(closed("/var/lib/private/a", "d /srv"), 1);
        assert_eq!(closed("/var/lib/private/a", "d /persist/var/lib/private 0700"), 0);
        assert_eq!(closed("/var/lib/a", "d /srv"), 0);
    }
}
