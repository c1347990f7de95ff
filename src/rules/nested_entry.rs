//! See `lints/nested-entry.md`.

use super::{
    Fixable, Rule, Sink, late_decryption_key, late_password_file, late_uid_map, lost, proposals,
};
use crate::{
    diagnostic::{Diagnostic, Safety, Severity},
    model::{Certainty, EntryKind, Host, PersistenceEntry, Source, path},
};

pub(super) static RULE: Rule = Rule {
    id: "nested-entry",
    summary: "an entry lies in another that is kept in the same place",
    doc: include_str!("../../lints/nested-entry.md"),
    severity: Severity::Info,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    for entry in lost::entries(host) {
        let mut over = lost::entries(host).filter(|other| adds_nothing(entry, other));
        let Some(over) = over.next().filter(|_| !is_late(host, entry)) else { continue };
        let (inner, outer) = (&entry.path, &over.path);
        let diagnostic = sink
            .diagnostic(format!("`{inner}` is persisted already, with `{outer}`"))
            .at(entry.span)
            .label(over.span, "persisted here")
            .reason("both are kept in the same place, so this is one mount more for nothing")
            .help("remove the inner one")
            .propose(proposals::removal(entry, Safety::Unsafe))
            .path(inner.clone());
        sink.report(diagnostic);
    }
}

/// Whether it is the one entry that has to be set up earlier, which the outer one may do without.
fn is_late(host: &Host, entry: &PersistenceEntry) -> bool {
    let is_named = |found: &Diagnostic| {
        found.path.as_ref() == Some(&entry.path) || found.span.is_some() && found.span == entry.span
    };
    let rules = [&late_uid_map::RULE, &late_decryption_key::RULE, &late_password_file::RULE];
    rules.iter().any(|rule| rule.check(host).iter().any(is_named))
        || entry.source == Source::Preservation
            && entry.path == "/var/lib/nixos"
            && entry.in_initrd != Certainty::Yes
}

/// Whether the outer entry does all that the inner one does. Owners, modes and the stage can be meant to differ.
fn adds_nothing(inner: &PersistenceEntry, outer: &PersistenceEntry) -> bool {
    let below = path::rest(&inner.path, &outer.path).filter(|rest| !rest.is_empty());
    let same_place = below.is_some_and(|rest| inner.storage == path::join(&outer.storage, rest));
    // Who writes an owner or a mode wants the directory made so where it is missing. The group in a home is the user's.
    let is_made = [&inner.user, &inner.mode].iter().any(|fact| fact.span().is_some());
    let same_owner = !is_made
        && inner.user.known().is_some()
        && inner.user.known() == outer.user.known()
        && inner.group.known() == outer.group.known()
        && inner.mode.known() == outer.mode.known();
    // An entry of the whole root is the one that is wrong.
    outer.path != "/"
        && outer.kind == EntryKind::Directory
        && inner.kind == EntryKind::Directory
        && inner.how == outer.how
        && inner.in_initrd == outer.in_initrd
        && same_place
        && same_owner
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::ephemeral;

    #[test]
    fn what_has_to_be_mounted_early_stays() {
        let count = |directories: [&str; 2]| {
            let storage = json!({ "/persist": { "directories": directories } });
            let config = json!({
                "users": { "users": { "ann": { "isNormalUser": true, "uid": null } } },
                "preservation": { "enable": true, "preserveAt": storage },
            });
            RULE.check(&ephemeral(config)).len()
        };
        assert_eq!(count(["/var/lib", "/var/lib/other"]), 1);
        assert_eq!(count(["/var/lib", "/var/lib/nixos"]), 0, "late-uid-map says what it lacks");
    }
}
