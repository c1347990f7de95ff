//! See `lints/unpersisted-host-keys.md`.

use super::{
    Fixable, Rule, Sink,
    advice::NewEntry,
    decryption::{self, KeyState},
    lost, proposals, storage,
};
use crate::{
    diagnostic::{Safety, Severity},
    model::{Host, HostKey, Mount, Set},
};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-host-keys",
    summary: "sshd makes new host keys at every boot",
    doc: include_str!("../../lints/unpersisted-host-keys.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let settings = &host.settings;
    let keys = &settings.host_keys;
    // A `HostKey` of the user's own is another key than those that are generated.
    let own = settings
        .sshd_extra_config
        .known()
        .is_none_or(|text| text.as_ref().is_some_and(|text| names_other_key(text, keys)));
    if !settings.generate_host_keys.is(&true)
        || !keys.is_complete()
        || own
        || !host.secrets.paths_are_known()
    {
        return;
    }
    let lost: Vec<(&HostKey, _)> = keys
        .iter()
        .filter_map(|key| lost::lost(host, &key.path).map(|mount| (key, mount)))
        .collect();
    let preferred =
        lost.iter().find(|(key, _)| key.kind.as_deref() == Some("ed25519")).or(lost.first());
    let Some(&(key, mount)) = preferred else { return };

    let enable = host.services.get("openssh").and_then(crate::model::Fact::span);
    let all = lost.len() == keys.items.len();
    let message = if all {
        format!("sshd's host keys are not persisted: `{}` is made anew at every boot", key.path)
    } else {
        format!("sshd's host key `{}` is not persisted, others are", key.path)
    };
    let decrypts = decrypts_with(host, &lost).filter(|_| all);
    let reason = if let Some(tool) = decrypts {
        format!(
            "{}; {tool} then has no key to decrypt with, and every client warns that the host key has changed",
            lost::because(mount)
        )
    } else if all {
        format!("{}; every client then warns that the host key has changed", lost::because(mount))
    } else {
        format!(
            "{}; clients that know this key then warn that it has changed",
            lost::because(mount)
        )
    };
    let kind = key.kind.as_deref().unwrap_or("ed25519");
    let storage = storage::place(host);
    let help = if all {
        format!(
            "keep it in the storage itself: `services.openssh.hostKeys = [ {{ type = {kind:?}; \
            path = \"{storage}{}\"; }} ];`",
            key.path
        )
    } else {
        let public = format!("{}.pub", key.path);
        let entry = NewEntry::file(&key.path);
        format!(
            "{}, or leave it out of `services.openssh.hostKeys`",
            entry.help_and(host, &[&NewEntry::file(&public)])
        )
    };
    let proposal = if !all {
        NewEntry::file(&key.path).proposal(
            host,
            &[&NewEntry::file(&format!("{}.pub", key.path))],
            key.span.or(enable),
        )
    } else if key.span.is_some() {
        proposals::in_storage(host, key.span, &key.path, &key.path, Safety::Unsafe)
    } else {
        storage::used(host).and_then(|storage| {
            let value = format!("[ {{ type = {kind:?}; path = \"{storage}{}\"; }} ]", key.path);
            let option = ["services", "openssh", "hostKeys"];
            let mut only = proposals::option_of(host, enable, &option, &value, Safety::Unsafe)?;
            if lost.len() > 1 {
                only.title += ", the only host key then";
            }
            Some(only)
        })
    };
    let severity = match (all, decrypts) {
        (true, Some(_)) => Severity::Error,
        (true, None) => RULE.severity,
        (false, _) => Severity::Info,
    };
    let diagnostic = sink
        .diagnostic_at(severity, message)
        .at(key.span.or(enable).or(mount.span))
        .reason(reason)
        .help(help)
        .propose(proposal)
        .path(key.path.clone());
    sink.report(lost::label_wiped(diagnostic, mount));
}

/// What decrypts with one of the lost keys, and has no other key that lasts.
fn decrypts_with(host: &Host, lost: &[(&HostKey, &Mount)]) -> Option<&'static str> {
    let only_lost = |decryption: &decryption::Decryption<'_>| {
        let mut keys = decryption.keys.iter();
        keys.all(|key| matches!(decryption::state(host, key, decryption.step), KeyState::Lost(_)))
    };
    let names = |decryption: &decryption::Decryption<'_>| {
        let mut keys = decryption.keys.iter();
        keys.any(|key| lost.iter().any(|(host_key, _)| host_key.path == key.path))
    };
    let found = decryption::of_system(host).into_iter().find(|one| names(one) && only_lost(one));
    found.map(|decryption| decryption.tool)
}

/// Whether a text for sshd names a key that is none of those that NixOS knows of and names there itself.
fn names_other_key(text: &str, keys: &Set<HostKey>) -> bool {
    text.lines().any(|line| {
        let mut words = line.split_whitespace();
        let is_key = words.next().is_some_and(|word| word.eq_ignore_ascii_case("HostKey"));
        let known = |path: &str| keys.iter().any(|key| key.path == path);
        is_key && !words.next().is_some_and(known)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{ephemeral, merge};

    fn found(more: Value) -> Vec<(Severity, String)> {
        let mut config = json!({ "services": { "openssh": { "enable": true } } });
        merge(&mut config, more);
        RULE.check(&ephemeral(config))
            .into_iter()
            .map(|found| (found.severity, found.path.unwrap()))
            .collect()
    }

    #[test]
    fn all_or_some_are_lost() {
        let ed25519 = "/etc/ssh/ssh_host_ed25519_key";
        let rsa = "/etc/ssh/ssh_host_rsa_key";
        assert_eq!(found(json!({})), [(Severity::Warning, ed25519.to_owned())]);
        let file = |path: &str| json!({ "environment": { "persistence": { "/persist": { "files": [path] } } } });
        assert_eq!(found(file(ed25519)), [(Severity::Info, rsa.to_owned())]);
        let directory = json!({ "environment": { "persistence": { "/persist": { "directories": ["/etc/ssh"] } } } });
        assert_eq!(found(directory), []);
    }

    #[test]
    fn it_is_an_error_where_secrets_are_decrypted_with_them() {
        let severity = |more: Value| found(more).first().map(|(severity, _)| *severity);
        let agenix = |keys: Value| json!({ "age": { "secrets": { "a": { "path": "/run/agenix/a" } }, "identityPaths": keys } });
        let default = json!({ "age": { "secrets": { "a": { "path": "/run/agenix/a" } } } });
        assert_eq!(severity(default), Some(Severity::Error));
        assert_eq!(severity(agenix(json!(["/etc/ssh/ssh_host_rsa_key"]))), Some(Severity::Error));
        assert_eq!(severity(agenix(json!(["/persist/key"]))), Some(Severity::Warning));
        assert_eq!(
            severity(agenix(json!(["/etc/ssh/ssh_host_rsa_key", "/persist/key"]))),
            Some(Severity::Warning),
            "another key lasts"
        );
        assert_eq!(severity(agenix(json!({ "?": "x" }))), Some(Severity::Warning));
    }

    #[test]
    fn keys_can_be_elsewhere() {
        let sshd = |options: Value| json!({ "services": { "openssh": options } });
        assert_eq!(found(sshd(json!({ "enable": false }))), []);
        assert_eq!(found(sshd(json!({ "generateHostKeys": false }))), []);
        assert_eq!(found(sshd(json!({ "hostKeys": [] }))), []);
        assert_eq!(
            found(sshd(json!({ "hostKeys": [{ "type": "ed25519", "path": "/persist/key" }] }))),
            []
        );
        assert_eq!(found(sshd(json!({ "hostKeys": [{ "?": "x" }] }))), []);
        assert_eq!(found(sshd(json!({ "extraConfig": "HostKey /persist/key" }))), []);
        let by_nixos = "HostKeyAlgorithms ssh-ed25519\nHostKey /etc/ssh/ssh_host_ed25519_key\n";
        assert_eq!(found(sshd(json!({ "extraConfig": by_nixos }))).len(), 1);
    }
}
