//! What the configuration needs to find when the machine boots first. Somebody has to have put it there, or it is made anew and is another than before.

use crate::model::{AccountMaker, Boot, Host};

/// A file that the first boot needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstFile {
    /// Its path on the machine, as the configuration names it.
    pub path: String,
    /// What it is.
    pub role: Role,
}

/// What a file of the first boot is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// The machine id.
    MachineId,
    /// The map of the numbers that NixOS gave to users and groups.
    UidMap,
    /// A host key of sshd, of this type.
    HostKey(String),
    /// A key that secrets are decrypted with.
    DecryptionKey,
    /// The hashed password of a user.
    Password(String),
    /// What this option names, for a service that does not make it.
    Secret(String),
}

impl Role {
    /// One word for it, and what more is known: the type of a host key, the user of a password, the option of a secret.
    #[must_use]
    pub fn words(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::MachineId => ("machine-id", None),
            Self::UidMap => ("uid-map", None),
            Self::HostKey(kind) => ("host-key", Some(kind)),
            Self::DecryptionKey => ("decryption-key", None),
            Self::Password(user) => ("password", Some(user)),
            Self::Secret(option) => ("secret", Some(option)),
        }
    }

    /// The one that these words are for.
    #[must_use]
    pub fn of_words(word: &str, of: Option<&str>) -> Option<Self> {
        Some(match (word, of) {
            ("machine-id", _) => Self::MachineId,
            ("uid-map", _) => Self::UidMap,
            ("host-key", Some(kind)) => Self::HostKey(kind.to_owned()),
            ("decryption-key", _) => Self::DecryptionKey,
            ("password", Some(user)) => Self::Password(user.to_owned()),
            ("secret", Some(option)) => Self::Secret(option.to_owned()),
            _ => return None,
        })
    }
}

impl FirstFile {
    /// Those of a host, keys before what could be made in their place.
    #[must_use]
    pub fn of(host: &Host) -> Vec<Self> {
        let mut found = Vec::new();
        let mut add = |path: &str, role: Role| {
            if path.starts_with('/') && !found.iter().any(|found: &Self| found.path == path) {
                found.push(Self { path: path.to_owned(), role });
            }
        };
        // With no secrets, nothing is decrypted.
        let (sops, agenix) = (&host.secrets.sops, &host.secrets.agenix);
        for (any, keys) in [
            (sops.secrets.iter().next().is_some(), &sops.keys),
            (agenix.secrets.iter().next().is_some(), &agenix.keys),
        ] {
            for key in keys.iter().filter(|_| any) {
                // A default is one of the host keys, or nothing: then any of them will do.
                if key.span.is_some() {
                    add(&key.path, Role::DecryptionKey);
                }
            }
        }
        let users = host.users.iter().filter(|user| !user.enable.is(&false));
        for user in users {
            if let Some(file) = user.login.password_file.some() {
                add(file, Role::Password(user.name.clone()));
            }
        }
        for key in host.settings.host_keys.iter() {
            add(&key.path, Role::HostKey(key.kind.clone().unwrap_or_else(|| "ed25519".to_owned())));
        }
        for secret in host.secret_files.iter().filter(|secret| secret.generated.is(&false)) {
            add(&secret.path, Role::Secret(secret.option.clone()));
        }
        add("/etc/machine-id", Role::MachineId);
        if Boot::of(host).accounts == Some(AccountMaker::Activation) {
            add("/var/lib/nixos/uid-map", Role::UidMap);
        }
        found
    }
}
