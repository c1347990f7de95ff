//! See `lints/bind-mounted-host-key.md`.

use super::{Fixable, Rule, Sink, lost, proposals};
use crate::{
    diagnostic::Severity,
    model::{EntryKind, Host, How, PersistenceEntry, Source},
};

pub(super) static RULE: Rule = Rule {
    id: "bind-mounted-host-key",
    summary: "preservation makes an empty host key that sshd cannot replace",
    doc: include_str!("../../lints/bind-mounted-host-key.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let generates = &host.settings.generate_host_keys;
    if generates.known().is_none() || !host.settings.host_keys.is_complete() {
        return;
    }
    let used = generates.is(&true)
        || host.services.get("openssh").is_some_and(|enabled| enabled.is(&true));
    let bound = |entry: &&PersistenceEntry| {
        entry.source == Source::Preservation
            && entry.kind == EntryKind::File
            && entry.how == How::Bind
    };
    for entry in lost::entries(host).filter(bound) {
        if !used || !host.settings.host_keys.iter().any(|key| key.path == entry.path) {
            continue;
        }
        let Some(mode) = entry.mode.some() else { continue };
        let closed = is_closed(mode);
        // A key that is put there by hand works, when nobody else may read it.
        if closed && !generates.is(&true) {
            continue;
        }
        let path = &entry.path;
        let (severity, reason) = if closed {
            (
                Severity::Info,
                "on the first boot the file is empty, and a mount point cannot be replaced by a \
                new key"
                    .to_owned(),
            )
        } else {
            (
                Severity::Error,
                format!(
                    "preservation makes an empty file with the mode {mode} at every boot, \
                    sshd-keygen cannot replace a mount point, and sshd refuses a key that others \
                    can read"
                ),
            )
        };
        let diagnostic = sink
            .diagnostic_at(severity, format!("the host key `{path}` is a bind mount"))
            .at(entry.span)
            .reason(reason)
            .help(format!("`{{ file = {path:?}; how = \"symlink\"; configureParent = true; }}`"))
            .propose(proposals::attributes(
                entry,
                &[("how", "\"symlink\""), ("configureParent", "true")],
            ))
            .path(path.clone());
        sink.report(diagnostic);
    }
}

/// Whether an octal mode lets nobody but the owner in.
fn is_closed(mode: &str) -> bool {
    mode.len() >= 3 && mode.bytes().all(|digit| digit.is_ascii_digit()) && mode.ends_with("00")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::ephemeral;

    const KEY: &str = "/etc/ssh/ssh_host_ed25519_key";

    fn found(entry: Value, sshd: Value) -> Vec<Severity> {
        let config = json!({ "services": { "openssh": sshd }, "preservation": { "enable": true, "preserveAt": {
            "/persist": { "files": [entry] } } } });
        RULE.check(&ephemeral(config)).iter().map(|found| found.severity).collect()
    }

    #[test]
    fn a_bind_mount_cannot_be_replaced() {
        let on = || json!({ "enable": true });
        assert_eq!(found(json!(KEY), on()), [Severity::Error]);
        assert_eq!(found(json!({ "file": KEY, "mode": "0600" }), on()), [Severity::Info]);
        assert_eq!(found(json!({ "file": KEY, "how": "symlink" }), on()), []);
        assert_eq!(found(json!(format!("{KEY}.pub")), on()), []);
        assert_eq!(found(json!(KEY), json!({ "enable": false })), []);
        assert_eq!(found(json!(KEY), json!({ "enable": { "?": "x" } })), []);
        let by_hand = json!({ "enable": true, "generateHostKeys": false });
        assert_eq!(found(json!({ "file": KEY, "mode": "0600" }), by_hand), []);
    }
}
