//! A machine, as its configuration describes it.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use super::{
    assumption::Assumptions,
    fact::{Fact, Missing, Set},
    initrd::{Initrd, Wipe},
    knowledge::Knowledge,
    loader::{Hibernation, Loaders},
    mount::Mount,
    path,
    persistence::{PersistenceEntry, PersistenceRoot},
    release::Versions,
    secret_files::SecretFile,
    secrets::Secrets,
    seen::Seen,
    state::StatePath,
    state_options::StateOptions,
    unit::Unit,
    upkeep::Upkeep,
    user::{Group, User},
};
use crate::{modules::facts::Mode, source::Span};

/// Why no rule applies to a host: it is a container, an installation image, …
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Excluded {
    /// A sentence about "it".
    pub why: &'static str,
    /// Whether that is so. What only may be so is not known to need no check.
    pub certain: bool,
}

impl Excluded {
    /// It is a container.
    pub const CONTAINER: Self = Self { why: "it is a container", certain: true };
    /// It is an image.
    pub(super) const IMAGE: Self =
        Self { why: "it is an installation or network boot image", certain: true };
}

/// What installation images and such that boot from the network mount.
pub const IMAGES: [&str; 3] = ["/iso", "/nix/.ro-store", "/nix/.rw-store"];

/// All hosts of one project.
#[derive(Clone, Debug, Default)]
pub struct Fleet {
    /// By name.
    pub hosts: Vec<Arc<Host>>,
}

/// One `nixosConfigurations.<name>`. The default is a host about which nothing is known.
#[derive(Clone, Debug, Default)]
pub struct Host {
    /// Its name.
    pub name: String,
    /// How it was evaluated.
    pub mode: Option<Mode>,
    /// The file that holds it.
    pub entry: PathBuf,
    /// Where it is defined.
    pub span: Option<Span>,
    /// Why no rule applies, where none does.
    pub excluded: Option<Excluded>,
    /// NixOS and the persistence modules.
    pub versions: Versions,
    /// `fileSystems`
    pub mounts: Set<Mount>,
    /// Persistent volumes.
    pub roots: Set<PersistenceRoot>,
    /// What is kept on them, of enabled roots.
    pub entries: Set<PersistenceEntry>,
    /// Files that home-manager links into homes.
    pub home_files: Vec<HomeFile>,
    /// Packages that have a home of their own: what they keep is elsewhere.
    pub wrapped: Vec<String>,
    /// `users.users`
    pub users: Set<User>,
    /// `users.groups`
    pub groups: Set<Group>,
    /// `systemd.services`
    pub units: Set<Unit>,
    /// The first stage of the boot.
    pub initrd: Initrd,
    /// What the first stage wipes.
    pub wipes: Vec<Wipe>,
    /// `environment.etc`
    pub etc: Set<EtcFile>,
    /// What boot loaders write.
    pub loaders: Loaders,
    /// Swap, and whether it can hold a sleeping machine.
    pub hibernation: Hibernation,
    /// sops-nix and agenix.
    pub secrets: Secrets,
    /// Files with secrets that options name, those of sops-nix and agenix aside.
    pub secret_files: Set<SecretFile>,
    /// `services.<name>.enable`
    pub services: BTreeMap<Arc<str>, Fact<bool>>,
    /// Single options.
    pub settings: Settings,
    /// Options about small matters.
    pub upkeep: Upkeep,
    /// Where state is kept.
    pub state: Set<StatePath>,
    /// Options that decide whether lost state matters.
    pub state_options: StateOptions,
    /// What the user says about it that its configuration does not show.
    pub assumptions: Assumptions,
    /// What was seen on the machine itself, where somebody looked.
    pub seen: Option<Seen>,
    /// What could not be evaluated.
    pub unknown: Vec<(String, Option<Span>)>,
}

/// One file of `environment.etc`.
#[derive(Clone, Debug)]
pub struct EtcFile {
    /// The path, `/etc/…`.
    pub path: String,
    /// Where its text comes from; `None` when it is not known, or in the store.
    pub source: Option<String>,
    /// Whether that is certainly in the store: a text becomes a file of it, and so does what a path of Nix leads to.
    pub in_store: bool,
    /// `mode`: `symlink`, `direct-symlink`, or the mode of a copy.
    pub mode: Option<String>,
    /// Whether it may be absent.
    pub may: bool,
    /// Where it was written.
    pub span: Option<Span>,
}

impl EtcFile {
    /// Whether it is a link, and no copy.
    #[must_use]
    pub fn is_link(&self) -> bool {
        matches!(self.mode.as_deref(), None | Some("symlink" | "direct-symlink"))
    }
}

/// One of `home-manager.users.<u>.home.file`.
#[derive(Clone, Debug)]
pub struct HomeFile {
    /// The user.
    pub user: String,
    /// The link, absolute and normalized.
    pub path: String,
    /// Where the link leads.
    pub leads_to: HomeTarget,
    /// Whether it may be absent.
    pub may: bool,
    /// Whether it is a directory in which links are made, and not a link itself.
    pub recursive: Fact<bool>,
    /// Where it was written.
    pub span: Option<Span>,
}

impl HomeFile {
    /// Whether it is there as one link.
    #[must_use]
    pub fn is_link(&self) -> bool {
        !self.may && self.recursive.is(&false)
    }
}

/// Where a link in a home leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HomeTarget {
    /// To a file of the store: the configuration has what is in it.
    Store,
    /// To this path of the machine: `config.lib.file.mkOutOfStoreSymlink`.
    Outside(String),
    /// Not known.
    Unknown,
}

/// One of `services.openssh.hostKeys`.
#[derive(Clone, Debug)]
pub struct HostKey {
    /// The private key.
    pub path: String,
    /// `type`: `ed25519`, `rsa`.
    pub kind: Option<String>,
    /// Where it was written; `None` for a default.
    pub span: Option<Span>,
}

/// Single options that rules ask for.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Whether sshd makes its host keys.
    pub generate_host_keys: Fact<bool>,
    /// `services.openssh.hostKeys`
    pub host_keys: Set<HostKey>,
    /// `services.userborn.enable`
    pub userborn: Fact<bool>,
    /// `systemd.sysusers.enable`
    pub sysusers: Fact<bool>,
    /// `services.userborn.static`
    pub userborn_static: Fact<bool>,
    /// `services.userborn.passwordFilesLocation`
    pub password_files: Fact<Option<String>>,
    /// `system.nixos-init.enable`
    pub nixos_init: Fact<bool>,
    /// `boot.tmp.useTmpfs`
    pub tmp_in_memory: Fact<bool>,
    /// `boot.tmp.cleanOnBoot`
    pub tmp_is_cleaned: Fact<bool>,
    /// `users.mutableUsers`
    pub mutable_users: Fact<bool>,
    /// `users.allowNoPasswordLogin`
    pub no_password_login: Fact<bool>,
    /// Users who are logged in without a password.
    pub automatic_logins: Fact<Vec<String>>,
    /// Whether users can come from elsewhere: LDAP, homed, …
    pub foreign_users: Fact<bool>,
    /// `systemd.suppressedSystemUnits`
    pub suppressed_units: Set<String>,
    /// `preservation.enable`
    pub preservation: Fact<bool>,
    /// `system.etc.overlay.enable`
    pub etc_overlay: Fact<bool>,
    /// `system.etc.overlay.mutable`
    pub etc_mutable: Fact<bool>,
    /// `boot.kernelParams`
    pub kernel_params: Set<String>,
    /// Whether ZFS mounts datasets that `fileSystems` does not list.
    pub zfs_pools: Set<String>,
    /// `services.journald.storage`, or what `services.journald.extraConfig` says instead.
    pub journal_storage: Fact<Option<String>>,
    /// `systemd.network.enable` or `networking.useNetworkd`: addresses are asked for in the name of the machine id.
    pub networkd: Fact<bool>,
    /// Where the project says something for clients of ssh: `programs.ssh.knownHosts` or `extraConfig`.
    pub ssh_client: Option<Span>,
    /// `services.openssh.extraConfig`
    pub sshd_extra_config: Fact<Option<String>>,
}

impl Host {
    /// The user of that name.
    #[must_use]
    pub fn user(&self, name: &str) -> Option<&User> {
        self.users.iter().find(|user| user.name == name)
    }

    /// What services keep, as far as it does not hang on the configuration.
    #[must_use]
    pub fn knowledge(&self) -> &Knowledge {
        &self.assumptions.knowledge
    }

    /// Whether a path is known to be a single file. What a program keeps in a home is known by its place there.
    #[must_use]
    pub fn is_file(&self, state: &StatePath) -> bool {
        let home = state.for_user.as_ref().and_then(|name| self.user(name)?.home.some());
        match home.and_then(|home| path::rest(&state.path, home)) {
            Some(rest) => self.knowledge().is_file(&format!("~{rest}")),
            None => self.knowledge().is_file(&state.path),
        }
    }

    /// Something of a user that the host is not known to have.
    pub(super) fn unknown_user<T>(&self, name: &str) -> Fact<T> {
        let missing = self.users.missing.first();
        Fact::unknown(
            missing
                .map_or_else(|| format!("the user `{name}` is not known").into(), Missing::doubt),
        )
    }

    /// The mount with exactly that mount point.
    #[must_use]
    pub fn mount(&self, path: &str) -> Option<&Mount> {
        self.mounts.iter().find(|mount| mount.path == path)
    }
}
