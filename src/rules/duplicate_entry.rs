//! See `lints/duplicate-entry.md`.

use std::collections::HashMap;

use super::{Fixable, Rule, Sink, lost};
use crate::{
    diagnostic::{Intent, Proposal, Safety, Severity},
    model::{EntryKind, Host, PersistenceEntry, Source},
};

pub(super) static RULE: Rule = Rule {
    id: "duplicate-entry",
    summary: "a path is persisted twice",
    doc: include_str!("../../lints/duplicate-entry.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let mut first: HashMap<&str, &PersistenceEntry> = HashMap::new();
    for entry in lost::entries(host) {
        let Some(other) = first.get(entry.path.as_str()) else {
            first.insert(&entry.path, entry);
            continue;
        };
        // Written once, but read twice: a list that is used in two places, or one module that is imported in two ways.
        if entry.span.is_some() && entry.span == other.span {
            continue;
        }
        let path = &entry.path;
        let same_storage = entry.root == other.root;
        let message = match (same_storage, entry.kind == other.kind) {
            (_, false) => format!("`{path}` is persisted both as a directory and as a file"),
            (true, true) => format!("`{path}` is persisted twice"),
            (false, true) => {
                format!("`{path}` is persisted at both `{}` and `{}`", other.root, entry.root)
            }
        };
        let preservation = [entry, *other].iter().all(|entry| entry.source == Source::Preservation);
        let of_impermanence =
            [entry, *other].iter().all(|entry| entry.source != Source::Preservation);
        let (severity, reason) = if of_impermanence && entry.kind == other.kind {
            let what = match entry.kind {
                EntryKind::Directory => "directories",
                EntryKind::File => "files",
            };
            (
                Severity::Error,
                format!("impermanence refuses {what} that are specified two or more times"),
            )
        } else if preservation && same_storage && entry.kind == other.kind {
            (Severity::Warning, "one of them has no effect".to_owned())
        } else {
            (
                Severity::Error,
                "both are mounted, and the one that is mounted last hides the other".to_owned(),
            )
        };
        let diagnostic = sink
            .diagnostic_at(severity, message)
            .at(entry.span)
            .label(other.span, "persisted first here")
            .reason(reason)
            .help("keep one of the two")
            .propose(removal(entry, other))
            .path(path.clone());
        sink.report(diagnostic);
    }
}

/// Of two entries that say the same, the later can go.
fn removal(entry: &PersistenceEntry, other: &PersistenceEntry) -> Option<Proposal> {
    let same = entry.root == other.root
        && entry.kind == other.kind
        && entry.source == other.source
        && entry.user.known()? == other.user.known()?
        && entry.group.known()? == other.group.known()?
        && entry.mode.known()? == other.mode.known()?
        && entry.how == other.how
        && entry.in_initrd == other.in_initrd;
    let item = entry.span.filter(|_| same)?;
    Some(Proposal {
        title: format!("remove the second `{}`", entry.path),
        safety: Safety::Safe,
        intents: vec![Intent::RemoveItem { item }],
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::ephemeral;

    fn messages(persistence: Value) -> Vec<String> {
        let config = json!({
            "users": { "users": { "ann": { "isNormalUser": true } } }, "environment": { "persistence": persistence } });
        RULE.check(&ephemeral(config)).into_iter().map(|found| found.message).collect()
    }

    #[test]
    fn paths_are_compared_resolved() {
        assert_eq!(
            messages(json!({ "/persist": { "directories": ["/srv", "/srv/git"] } })),
            [] as [&str; 0]
        );
        let twice = json!({ "/persist": { "directories": ["/srv", "/srv/"] } });
        assert_eq!(messages(twice), ["`/srv` is persisted twice"]);
        let home = json!({ "/persist": { "directories": ["/home/ann/src"], "users": { "ann": { "directories": ["src"] } } } });
        assert_eq!(messages(home), ["`/home/ann/src` is persisted twice"]);
        let two = json!({ "/persist": { "directories": ["/srv"] }, "/nix/persist": { "directories": ["/srv"] } });
        assert_eq!(messages(two), ["`/srv` is persisted at both `/nix/persist` and `/persist`"]);
        let kinds = json!({ "/persist": { "directories": ["/srv"], "files": ["/srv"] } });
        assert_eq!(messages(kinds), ["`/srv` is persisted both as a directory and as a file"]);
        let may = json!({ "/persist": { "directories": ["/srv", { "?": "x", "may": "/srv" }] } });
        assert_eq!(messages(may), [] as [&str; 0]);
    }
}
