//! sops-nix and agenix: which secrets there are, and with which keys they are decrypted.

use super::{
    fact::{Fact, Set},
    path,
};
use crate::source::Span;

/// The tools that decrypt secrets on the machine.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    /// sops-nix of the system.
    pub sops: Sops,
    /// agenix.
    pub agenix: Agenix,
    /// sops-nix in home-manager, by user.
    pub home_sops: Vec<(String, Sops)>,
    /// The secrets of agenix in home-manager, by user.
    pub home_agenix: Vec<(String, Set<Secret>)>,
}

impl Secrets {
    /// Whether it is known of every path of the system that a secret is decrypted to it, or is not.
    #[must_use]
    pub fn paths_are_known(&self) -> bool {
        let known = |secrets: &Set<Secret>| {
            secrets.is_complete() && secrets.iter().all(|secret| secret.path.known().is_some())
        };
        known(&self.sops.secrets) && known(&self.agenix.secrets)
    }

    /// All secrets of the system and of users, each with the option that has it.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &Secret)> {
        let sops = std::iter::once(&self.sops).chain(self.home_sops.iter().map(|(_, sops)| sops));
        let homes = self.home_agenix.iter().map(|(_, secrets)| secrets);
        let age = std::iter::once(&self.agenix.secrets).chain(homes);
        let sops = sops.flat_map(|sops| &sops.secrets).map(|secret| ("sops.secrets", secret));
        sops.chain(age.flatten().map(|secret| ("age.secrets", secret)))
    }

    /// The option with a secret that is decrypted to a path.
    #[must_use]
    pub fn option_for(&self, path: &str) -> Option<&'static str> {
        self.all().find(|(_, secret)| secret.is_at(path)).map(|(option, _)| option)
    }
}

/// `sops`
#[derive(Clone, Debug, Default)]
pub struct Sops {
    /// `secrets`
    pub secrets: Set<Secret>,
    /// Every key it can decrypt with.
    pub keys: Set<DecryptionKey>,
    /// `age.generateKey`
    pub generate_key: Fact<bool>,
    /// Whether a unit decrypts instead of the activation, as far as that was said.
    pub systemd_activation: Fact<Option<bool>>,
}

/// `age`
#[derive(Clone, Debug, Default)]
pub struct Agenix {
    /// `secrets`
    pub secrets: Set<Secret>,
    /// `identityPaths`
    pub keys: Set<DecryptionKey>,
}

/// One secret.
#[derive(Clone, Debug)]
pub struct Secret {
    /// Its name.
    pub name: String,
    /// Where it is decrypted to.
    pub path: Fact<Option<String>>,
    /// Whether it is decrypted before users are made.
    pub for_users: Fact<bool>,
    /// Where it was written.
    pub span: Option<Span>,
}

impl Secret {
    /// Whether it is decrypted to this normalized path.
    #[must_use]
    pub fn is_at(&self, path: &str) -> bool {
        self.path.some().is_some_and(|own| path::normalize(own) == path)
    }
}

/// A private key that decrypts secrets.
#[derive(Clone, Debug)]
pub struct DecryptionKey {
    /// The option that names it: `sops.age.keyFile`.
    pub option: &'static str,
    /// The file or directory.
    pub path: String,
    /// Where it was written; `None` for a default, which is made of the host keys.
    pub span: Option<Span>,
}
