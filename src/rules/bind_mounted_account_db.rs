//! See `lints/bind-mounted-account-db.md`.

use super::{Fixable, Rule, Sink, lost, proposals};
use crate::{
    diagnostic::{Safety, Severity},
    model::{Certainty, EntryKind, Host, How, PersistenceEntry, Source, path},
};

pub(super) static RULE: Rule = Rule {
    id: "bind-mounted-account-db",
    summary: "a file with users or passwords is persisted by itself",
    doc: include_str!("../../lints/bind-mounted-account-db.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

/// Files that NixOS or `passwd` replace by renamed copies.
pub(super) const FILES: [&str; 7] = [
    "/etc/passwd",
    "/etc/group",
    "/etc/shadow",
    "/etc/gshadow",
    "/etc/subuid",
    "/etc/subgid",
    "/etc/sudoers",
];

fn check(host: &Host, sink: &mut Sink) {
    for entry in lost::entries(host)
        .filter(|entry| entry.kind == EntryKind::File && FILES.contains(&&*entry.path))
    {
        report(entry, sink);
    }
    // userborn makes such links itself.
    if !host.settings.userborn.is(&false) {
        return;
    }
    for file in host.etc.iter().filter(|file| FILES.contains(&&*file.path) && !file.may) {
        let linked = file.is_link();
        let Some(source) =
            file.source.as_deref().filter(|source| linked && source.starts_with('/'))
        else {
            continue;
        };
        if path::in_store(&path::normalize(source)) {
            continue;
        }
        let diagnostic = sink
            .diagnostic(format!("`{}` is a link of `environment.etc` to `{source}`", file.path))
            .at(file.span)
            .reason(
                "users are made before such links, and what changes the file later replaces the \
                link by a file of its own",
            )
            .help(HELP)
            .path(file.path.clone());
        sink.report(diagnostic);
    }
}

const HELP: &str = "declare the passwords instead: `users.mutableUsers = false;` with \
    `hashedPasswordFile` for each user, and persist `/var/lib/nixos`";

fn report(entry: &PersistenceEntry, sink: &mut Sink) {
    let path = &entry.path;
    let early = entry.in_initrd == Certainty::Yes;
    let (severity, reason) = match (entry.source, entry.how) {
        (Source::Preservation, How::Symlink) if early => (
            Severity::Warning,
            "what changes the file replaces the link by a file of its own, which is wiped",
        ),
        (Source::Preservation, _) if early => (
            Severity::Error,
            "users are made by renaming a new file to this place, which a mount point refuses",
        ),
        _ => (
            Severity::Error,
            "users are made before it is set up: the file is there already, so it is not set up \
            at all or hides the new one",
        ),
    };
    let diagnostic = sink
        .diagnostic_at(
            severity,
            format!("`{path}` is persisted by itself, but it is written anew at every boot"),
        )
        .at(entry.span)
        .reason(reason)
        .help(HELP)
        .propose(proposals::removal(entry, Safety::Unsafe))
        .path(path.clone());
    sink.report(diagnostic);
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::ephemeral;

    fn found(config: Value) -> Vec<Severity> {
        RULE.check(&ephemeral(config)).iter().map(|found| found.severity).collect()
    }

    #[test]
    fn files_that_are_replaced() {
        let files = |files: Value| json!({ "environment": { "persistence": { "/persist": { "files": files } } } });
        assert_eq!(
            found(files(json!(["/etc/shadow", "/etc/passwd"]))),
            [Severity::Error, Severity::Error]
        );
        assert_eq!(found(files(json!(["/etc/machine-id", "/var/lib/nixos/shadow"]))), []);
        assert_eq!(found(files(json!([{ "?": "x", "may": "/etc/shadow" }]))), []);
        let preserved = |entry: Value| json!({ "preservation": { "enable": true, "preserveAt": { "/persist": { "files": [entry] } } } });
        assert_eq!(
            found(preserved(json!({ "file": "/etc/shadow", "how": "symlink", "inInitrd": true }))),
            [Severity::Warning]
        );
        assert_eq!(
            found(preserved(json!({ "file": "/etc/shadow", "inInitrd": true }))),
            [Severity::Error]
        );
    }

    #[test]
    fn links_of_the_configuration() {
        let etc = |source: &str, userborn: Value| json!({ "environment": { "etc": { "shadow": { "source": source } } }, "services": { "userborn": { "enable": userborn } } });
        assert_eq!(found(etc("/persist/shadow", json!(false))), [Severity::Error]);
        assert_eq!(found(etc("/persist/shadow", json!(true))), []);
        assert_eq!(found(etc("/persist/shadow", json!({ "?": "x" }))), []);
        assert_eq!(found(etc("/nix/store/x", json!(false))), []);
    }
}
