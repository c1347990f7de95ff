//! See `lints/unpersisted-decryption-key.md`.

use super::{
    Fixable, Rule, Sink,
    decryption::{self, KeyState},
    lost, proposals, storage,
};
use crate::{
    diagnostic::{Safety, Severity},
    model::{Certainty, DecryptionKey, Host, Mount, Secret, Sops},
};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-decryption-key",
    summary: "the only keys that decrypt secrets are wiped",
    doc: include_str!("../../lints/unpersisted-decryption-key.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let mut told: Vec<&str> = Vec::new();
    for decryption in decryption::of_system(host) {
        let states =
            decryption.keys.iter().map(|key| (key, decryption::state(host, key, decryption.step)));
        let lost: Option<Vec<_>> = states
            .map(
                |(key, state)| {
                    if let KeyState::Lost(mount) = state { Some((key, mount)) } else { None }
                },
            )
            .collect();
        let Some(lost) = lost.filter(|_| !told.contains(&decryption.tool)) else { continue };
        told.push(decryption.tool);
        let generated = decryption.tool == "sops-nix" && host.secrets.sops.generate_key.is(&true);
        report(decryption.tool, &decryption.secrets, &lost, generated, host, sink);
    }
    if !told.contains(&"sops-nix") {
        useless("sops-nix", &host.secrets.sops, host, sink);
    }
    for (user, sops) in &host.secrets.home_sops {
        if sops.secrets.items.is_empty() || !sops.keys.is_complete() {
            continue;
        }
        let lost: Option<Vec<_>> = sops
            .keys
            .iter()
            .map(|key| lost::lost(host, &key.path).map(|mount| (key, mount)))
            .collect();
        let tool = format!("sops-nix of `{user}`");
        if let Some(lost) = lost.filter(|lost| !lost.is_empty()) {
            report(
                &tool,
                &sops.secrets.items.iter().collect::<Vec<_>>(),
                &lost,
                sops.generate_key.is(&true),
                host,
                sink,
            );
        } else {
            useless(&tool, sops, host, sink);
        }
    }
}

/// A key that is made anew at every boot, beside others that last.
fn useless(tool: &str, sops: &Sops, host: &Host, sink: &mut Sink) {
    let is_generated = |key: &&DecryptionKey| key.option == "sops.age.keyFile";
    let Some(key) = sops.keys.iter().find(is_generated) else { return };
    let Some(mount) = lost::lost(host, &key.path) else { return };
    let others_last = sops
        .keys
        .iter()
        .any(|other| other.path != key.path && host.kept(&other.path).certainty == Certainty::Yes);
    if !others_last || !sops.generate_key.is(&true) || sops.secrets.items.is_empty() {
        return;
    }
    let path = &key.path;
    let diagnostic = sink
        .diagnostic_at(
            Severity::Info,
            format!("{tool} generates `{path}` anew at every boot"),
        )
        .at(key.span.or(mount.span))
        .reason(format!(
            "{}; what is encrypted for that key cannot be decrypted after a reboot, and for the other keys it is not \
            needed",
            lost::because(mount)
        ))
        .help("remove `sops.age.generateKey`, or keep the key in the storage and name it there")
        .path(path.clone());
    sink.report(lost::label_wiped(diagnostic, mount));
}

fn report(
    tool: &str,
    secrets: &[&Secret],
    lost: &[(&DecryptionKey, &Mount)],
    generated: bool,
    host: &Host,
    sink: &mut Sink,
) {
    let Some(&(key, mount)) = lost.iter().find(|(key, _)| key.span.is_some()).or(lost.first())
    else {
        return;
    };
    let path = &key.path;
    let count = secrets.len();
    let what = if count == 1 { "1 secret".to_owned() } else { format!("{count} secrets") };
    let consequence = if generated {
        "a new key is made at every boot, for which nothing was encrypted".to_owned()
    } else {
        format!("{what} cannot be decrypted after a reboot")
    };
    let message = match lost.len() {
        1 => format!("{tool} decrypts with `{path}`, which is not persisted"),
        count => format!(
            "{tool} decrypts with `{path}` and {} more, none of which is persisted",
            count - 1
        ),
    };
    let storage = storage::place(host);
    let diagnostic = sink
        .diagnostic(message)
        .at(key.span.or(secrets[0].span).or(mount.span))
        .reason(format!("{}, so {consequence}", lost::because(mount)))
        .help(format!(
            "keep the key in the storage and name it there: `{} = {}`",
            key.option,
            value(key, storage)
        ))
        .propose(proposals::in_storage(host, key.span, path, path, Safety::Unsafe))
        .path(path.clone());
    sink.report(lost::label_wiped(diagnostic, mount));
}

/// The option's new value, as Nix.
fn value(key: &DecryptionKey, storage: &str) -> String {
    let path = crate::model::path::join(storage, &key.path);
    match key.option {
        "sops.age.keyFile" | "sops.gnupg.home" => format!("{path:?};"),
        _ => format!("[ {path:?} ];"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{ephemeral, merge};

    fn found(more: Value) -> Vec<String> {
        let mut config = json!({ "environment": { "persistence": { "/persist": { "directories": ["/var/lib/kept"] } } } });
        merge(&mut config, more);
        RULE.check(&ephemeral(config)).into_iter().map(|found| found.message).collect()
    }

    const NONE: [&str; 0] = [];

    #[test]
    fn every_key_is_lost() {
        let sops = |age: Value| json!({ "sops": { "secrets": { "a": { "path": "/run/secrets/a" } }, "age": age } });
        let lost = "sops-nix decrypts with `/var/lib/key`, which is not persisted";
        assert_eq!(found(sops(json!({ "keyFile": "/var/lib/key" }))), [lost]);
        assert_eq!(found(sops(json!({ "keyFile": "/var/lib/key", "generateKey": true }))), [lost]);
        assert_eq!(
            found(sops(json!({ "keyFile": "/var/lib/kept/key" }))),
            NONE,
            "late, but not lost"
        );
        assert_eq!(
            found(sops(json!({ "keyFile": "/var/lib/key", "sshKeyPaths": ["/persist/key"] }))),
            NONE
        );
        assert_eq!(
            found(sops(json!({ "keyFile": "/var/lib/key", "sshKeyPaths": { "?": "x" } }))),
            NONE
        );
        assert_eq!(
            found(json!({ "sops": { "age": { "keyFile": "/var/lib/key" } } })),
            NONE,
            "no secrets"
        );
        assert_eq!(found(sops(json!({ "keyFile": "/run/key" }))), NONE);
    }

    #[test]
    fn a_generated_key_beside_others() {
        let found = |age: Value| -> Vec<Severity> {
            let sops =
                json!({ "sops": { "secrets": { "a": { "path": "/run/secrets/a" } }, "age": age } });
            RULE.check(&ephemeral(sops)).iter().map(|found| found.severity).collect()
        };
        let age = |path: &str, generate: Value, others: Value| json!({ "keyFile": path, "generateKey": generate, "sshKeyPaths": others });
        let kept = || json!(["/persist/key"]);
        let none: [Severity; 0] = [];
        assert_eq!(found(age("/var/lib/key", json!(true), kept())), [Severity::Info]);
        assert_eq!(found(age("/var/lib/key", json!(false), kept())), none);
        assert_eq!(found(age("/var/lib/key", json!({ "?": "x" }), kept())), none);
        assert_eq!(found(age("/persist/age", json!(true), kept())), none);
        assert_eq!(found(age("/var/lib/key", json!(true), json!([]))), [Severity::Error]);
        assert_eq!(found(age("/var/lib/key", json!(true), json!({ "?": "x" }))), none);
    }

    #[test]
    fn host_keys_are_the_default() {
        let config = |enable: bool| json!({ "age": { "secrets": { "a": { "path": "/run/agenix/a" } } }, "services": { "openssh": { "enable": enable } } });
        assert_eq!(found(config(true)).len(), 1);
        assert_eq!(found(config(false)), NONE);
    }

    #[test]
    fn users_have_keys_of_their_own() {
        let config = |path: &str| {
            json!({ "home-manager": { "users": { "ann": { "sops": {
                "secrets": { "a": {} }, "age": { "keyFile": path } } } } } })
        };
        assert_eq!(found(config("/home/ann/.config/sops/key")).len(), 1);
        assert_eq!(found(config("/persist/key")), NONE);
    }
}
