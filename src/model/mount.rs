//! Filesystems and where they are mounted.

use std::sync::Arc;

use super::fact::{Certainty, Fact};
use crate::source::Span;

/// One mounted filesystem: an entry of `fileSystems`.
#[derive(Clone, Debug, Default)]
pub struct Mount {
    /// Mount point, absolute and normalized.
    pub path: String,
    /// `device`, or the device of that `label`; `None` when null.
    pub device: Fact<Option<String>>,
    /// `fsType`.
    pub fs_type: Fact<Option<String>>,
    /// `options`, when all of them are known.
    pub options: Fact<Vec<String>>,
    /// Those of them that are known, be they all or not.
    pub known_options: Vec<String>,
    /// The flag alone: see [`Mount::in_initrd`].
    pub needed_for_boot: Fact<bool>,
    /// `overlay.upperdir`, or the mount option of that name.
    pub upper: Option<String>,
    /// Whether it may be absent: it was defined under a condition that is not known.
    pub may: bool,
    /// Where the mount point was written.
    pub span: Option<Span>,
    /// Whether its contents are gone after a boot.
    pub ephemeral: Verdict,
}

/// Whether the contents of a mount are gone after a boot, and why.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Yes, no, or not known.
    pub certainty: Certainty,
    /// One phrase for the reader: "a tmpfs", "`zfs rollback` in the initrd".
    pub why: Arc<str>,
    /// Where the reason was written.
    pub span: Option<Span>,
}

impl Default for Verdict {
    fn default() -> Self {
        Self { certainty: Certainty::Unknown, why: "not evaluated".into(), span: None }
    }
}

impl Mount {
    /// Whether it is a bind mount of a directory of this machine. Unknown options read as no.
    #[must_use]
    pub fn is_bind(&self) -> bool {
        self.known_options.iter().any(|option| option == "bind" || option == "rbind")
            || self.fs_type.some().is_some_and(|fs_type| fs_type == "bind")
    }

    /// The directory a bind mount shows.
    #[must_use]
    pub fn bind_source(&self) -> Option<&str> {
        let device = self.device.some()?;
        (self.is_bind() && device.starts_with('/')).then_some(device)
    }

    /// Whether the initrd mounts it: the flag, or a mount point NixOS always mounts there.
    #[must_use]
    pub fn in_initrd(&self) -> Certainty {
        if super::path::always_needed_for_boot(&self.path) {
            return Certainty::Yes;
        }
        match self.needed_for_boot.known() {
            Some(true) => Certainty::Yes,
            Some(false) => Certainty::No,
            None => Certainty::Unknown,
        }
    }

    /// Whether it may show a directory of this machine, by an option that is not known. A device and a filesystem in memory are
    /// no directories, whatever else is said of them.
    #[must_use]
    pub fn may_be_bind(&self) -> bool {
        let is_device = |device: &String| device.starts_with("/dev/") || !device.starts_with('/');
        let clear = self.is_memory() || self.device.some().is_some_and(is_device);
        self.options.known().is_none() && !clear
    }

    /// Whether a filesystem in memory.
    #[must_use]
    pub fn is_memory(&self) -> bool {
        self.fs_type.some().is_some_and(|fs_type| fs_type == "tmpfs" || fs_type == "ramfs")
    }

    /// The value of the option `name=value`.
    #[must_use]
    pub fn option(&self, name: &str) -> Option<&str> {
        let find = |option: &'_ String| {
            option.strip_prefix(name).is_some_and(|rest| rest.starts_with('='))
        };
        let options = &self.known_options;
        options.iter().rev().find(|option| find(option)).map(|option| &option[name.len() + 1..])
    }

    /// The btrfs or bcachefs subvolume, without a leading slash.
    #[must_use]
    pub fn subvolume(&self) -> Option<&str> {
        // bcachefs is told with the option of util-linux for a directory of a filesystem.
        let name = self.option("subvol").or_else(|| self.option("X-mount.subdir"))?;
        Some(name.trim_matches('/'))
    }
}
