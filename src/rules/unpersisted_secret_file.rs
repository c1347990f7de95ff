//! See `lints/unpersisted-secret-file.md`.

use super::{Fixable, Rule, Sink, lost, proposals, storage};
use crate::{
    diagnostic::{Safety, Severity},
    model::{Host, Secret, SecretFile, path},
};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-secret-file",
    summary: "a service reads a secret from a file that is wiped",
    doc: include_str!("../../lints/unpersisted-secret-file.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let mut told: Vec<&SecretFile> = Vec::new();
    for file in
        host.secret_files.iter().filter(|file| file.generated.is(&false) && file.span.is_some())
    {
        let (option, secret) = (&file.option, &file.path);
        // What is said once for all, each of them has: `security.acme.defaults` and every certificate.
        if told.iter().any(|other| (&other.path, other.span) == (secret, file.span)) {
            continue;
        }
        let Some(mount) = lost::lost(host, secret) else { continue };
        if lost::is_of_project(host, secret) || is_decrypted(host, secret) {
            continue;
        }
        told.push(file);
        let storage = storage::place(host);
        let diagnostic = sink
            .diagnostic(format!("`{secret}` has a secret for `{option}`, and is not persisted"))
            .at(file.span)
            .reason(format!(
                "{}, and nothing in the configuration makes it again",
                lost::because(mount)
            ))
            .help(format!(
                "keep it in the storage and name it there: `{}`; or have it decrypted at boot",
                path::join(storage, secret)
            ))
            .propose(proposals::in_storage(host, file.span, secret, secret, Safety::Unsafe))
            .path(secret.clone());
        sink.report(lost::label_wiped(diagnostic, mount));
    }
}

/// Whether sops-nix or agenix makes it at every boot, or may.
fn is_decrypted(host: &Host, file: &str) -> bool {
    let sets = [&host.secrets.sops.secrets, &host.secrets.agenix.secrets];
    let makes = |secret: &Secret| secret.path.some().is_none_or(|own| path::normalize(own) == file);
    sets.into_iter().any(|secrets| !secrets.is_complete() || secrets.iter().any(makes))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        model::testing::{ephemeral, merge},
        rules::tests::never_more_by_less_knowledge,
    };

    fn config(password: Value) -> Value {
        json!({
            "fileSystems": { "/": { "fsType": "tmpfs" }, "/nix": { "device": "/dev/sda1", "fsType": "ext4" } },
            "services": { "restic": { "backups": { "all": { "passwordFile": password } } } },
        })
    }

    fn found(password: Value, more: Value) -> Vec<String> {
        let mut config = config(password);
        merge(&mut config, more);
        RULE.check(&ephemeral(config)).into_iter().map(|found| found.message).collect()
    }

    const NONE: [&str; 0] = [];

    #[test]
    fn files_that_somebody_has_put_there() {
        let lost = "`/root/restic` has a secret for `services.restic.backups.all.passwordFile`, \
            and is not persisted";
        let root = || json!("/root/restic");
        assert_eq!(found(root(), json!({})), [lost]);
        assert_eq!(found(json!("/persist/restic"), json!({})), NONE);
        assert_eq!(found(json!("/run/secrets/restic"), json!({})), NONE);
        assert_eq!(found(json!({ "?": "x" }), json!({})), NONE);
        assert_eq!(found(json!(null), json!({})), NONE);
        let made = json!({ "systemd": { "tmpfiles": { "rules": ["C /root/restic 0600 - - - \
            /nix/store/x"] } } });
        assert_eq!(found(root(), made), NONE);
        let decrypted = json!({ "age": { "secrets": { "restic": { "path": "/root/restic" } } } });
        assert_eq!(found(root(), decrypted), NONE);
        let list = json!({ "nix": { "settings": { "secret-key-files": ["/etc/nix/key"] } } });
        assert_eq!(found(json!(null), list).len(), 1);
        never_more_by_less_knowledge(&config(root()));
    }
}
