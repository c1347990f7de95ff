//! `sops` and `age`

use super::View;
use crate::model::{Agenix, DecryptionKey, Fact, HostKey, Secret, Secrets, Set, Sops, path};

/// The host keys and whether sshd is switched on, of which the tools make their defaults.
#[derive(Clone, Copy)]
struct Sshd<'h> {
    enabled: Option<bool>,
    keys: &'h Set<HostKey>,
}

pub(super) fn read(config: View<'_>, host_keys: &Set<HostKey>) -> Secrets {
    let enabled = config.at(&["services", "openssh", "enable"]).bool(false).known().copied();
    let sshd = Sshd { enabled, keys: host_keys };
    let age = config.get("age");
    let mut keys = Set::complete(Vec::new());
    let identities = age.get("identityPaths");
    ssh_keys(identities, "age.identityPaths", &["rsa", "ed25519"], sshd, &mut keys);
    let mut lacks = Set::<()>::complete(Vec::new());
    let users = config.at(&["home-manager", "users"]).attrs(&mut lacks);
    Secrets {
        sops: sops(config.get("sops"), Some(sshd)),
        agenix: Agenix { secrets: secrets(age.get("secrets")), keys },
        home_agenix: users
            .iter()
            .filter(|(_, user)| user.get("age").is_attrs())
            .map(|(name, user)| ((*name).to_owned(), secrets(user.at(&["age", "secrets"]))))
            .collect(),
        home_sops: users
            .into_iter()
            .filter(|(_, user)| user.get("sops").is_attrs())
            .map(|(name, user)| (name.to_owned(), sops(user.get("sops"), None)))
            .collect(),
    }
}

/// sops-nix of the system, or of a user, who has no host keys.
fn sops(view: View<'_>, sshd: Option<Sshd<'_>>) -> Sops {
    let mut keys = Set::complete(Vec::new());
    let age = view.get("age");
    one(age.get("keyFile"), "sops.age.keyFile", &mut keys);
    let none = Set::complete(Vec::new());
    let sshd = sshd.unwrap_or(Sshd { enabled: Some(false), keys: &none });
    ssh_keys(age.get("sshKeyPaths"), "sops.age.sshKeyPaths", &["ed25519"], sshd, &mut keys);
    let gnupg = view.get("gnupg");
    one(gnupg.get("home"), "sops.gnupg.home", &mut keys);
    ssh_keys(gnupg.get("sshKeyPaths"), "sops.gnupg.sshKeyPaths", &["rsa"], sshd, &mut keys);
    let activation = view.get("useSystemdActivation");
    Sops {
        secrets: secrets(view.get("secrets")),
        keys,
        generate_key: age.get("generateKey").bool(false),
        systemd_activation: if activation.is_there() {
            activation.bool(None).map(Some)
        } else {
            Fact::of_default(None)
        },
    }
}

fn secrets(view: View<'_>) -> Set<Secret> {
    let mut secrets = Set::complete(Vec::new());
    for (name, secret) in view.attrs(&mut secrets) {
        if secret.may || secret.is_unknown() {
            secrets.lacks(secret.reason(), secret.span());
            continue;
        }
        secrets.items.push(Secret {
            name: name.to_owned(),
            path: secret.get("path").string(),
            for_users: secret.get("neededForUsers").bool(false),
            span: secret.name_span(),
        });
    }
    secrets
}

/// The keys of a list of paths: by default the host keys of some types, when there is an sshd.
fn ssh_keys(
    view: View<'_>,
    option: &'static str,
    types: &[&str],
    sshd: Sshd<'_>,
    keys: &mut Set<DecryptionKey>,
) {
    if view.is_there() || view.is_unknown() || sshd.enabled == Some(false) {
        for item in view.items(keys) {
            one(item, option, keys);
        }
        return;
    }
    if sshd.enabled.is_none() || !sshd.keys.is_complete() {
        keys.lacks("the host keys are not known", None);
    }
    for key in sshd.keys.iter() {
        match &key.kind {
            Some(kind) if types.contains(&kind.as_str()) => {
                keys.items.push(DecryptionKey { option, path: key.path.clone(), span: None });
            }
            Some(_) => {}
            None => keys.lacks("the type of a host key is not known", key.span),
        }
    }
}

fn one(view: View<'_>, option: &'static str, keys: &mut Set<DecryptionKey>) {
    match view.text() {
        Some(text) if !view.may => keys.items.push(DecryptionKey {
            option,
            path: path::normalize(text),
            span: view.span(),
        }),
        None if !view.is_set() && !view.is_unknown() => {}
        _ => keys.lacks(view.reason(), view.span()),
    }
}
