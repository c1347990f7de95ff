//! Boot loaders, swap and what else decides how the machine starts.

use super::fact::{Fact, Set};
use crate::source::Span;

/// Which boot loaders write where.
#[derive(Clone, Debug, Default)]
pub struct Loaders {
    /// Loaders that are switched on, by option: `boot.loader.systemd-boot`.
    pub enabled: Vec<(&'static str, Option<Span>)>,
    /// Directories that `nixos-rebuild` writes kernels and entries to.
    pub directories: Set<String>,
    /// `boot.loader.external.enable`: what it writes is not known.
    pub external: Fact<bool>,
}

/// One of `swapDevices`.
#[derive(Clone, Debug)]
pub struct Swap {
    /// The device or file, or the device of that label.
    pub device: Fact<Option<String>>,
    /// Whether NixOS makes the file: it has a `size`.
    pub made: Fact<bool>,
    /// Whether it gets a new key at every boot.
    pub random_encryption: Fact<bool>,
    /// Where it was written.
    pub span: Option<Span>,
}

/// What decides whether the machine can hibernate.
#[derive(Clone, Debug, Default)]
pub struct Hibernation {
    /// `swapDevices`
    pub swaps: Set<Swap>,
    /// `boot.resumeDevice`; `None` when empty.
    pub resume_device: Fact<Option<String>>,
    /// `boot.zfs.unsafeAllowHibernation`
    pub zfs_allows: Fact<bool>,
    /// `security.protectKernelImage`, which forbids it.
    pub protected: Fact<bool>,
    /// Whether systemd lets it: `AllowHibernation=` of `systemd-sleep.conf(5)`, and `hibernate.target`.
    pub allowed: Fact<bool>,
}
