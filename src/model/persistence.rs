//! What the machine keeps: persistent roots and their entries.

use super::{
    fact::{Certainty, Fact},
    path,
};
use crate::source::Span;

/// One persistent volume: `environment.persistence.<root>`, `preservation.preserveAt.<root>`, `home.persistence.<root>`.
#[derive(Clone, Debug)]
pub struct PersistenceRoot {
    /// The storage path, absolute and normalized.
    pub path: String,
    /// Its name in the option: the storage path as it was written, or any other where that is an option of its own.
    pub name: String,
    /// What declares it.
    pub source: Source,
    /// The user of a `home.persistence`.
    pub for_user: Option<String>,
    /// Whether it is enabled.
    pub enabled: Fact<bool>,
    /// How many entries its lists have, of the system and of users, also when it is disabled.
    pub written_entries: usize,
    /// Options of it that the locked module does not have any more.
    pub removed_options: Vec<RemovedOption>,
    /// `hideMounts`
    pub hides_mounts: Fact<bool>,
    /// `allowTrash`
    pub allows_trash: Fact<bool>,
    /// `enableWarnings`: without, the user does not want hints about it.
    pub warnings: Fact<bool>,
    /// Where its name was written.
    pub span: Option<Span>,
    /// Where its `directories` and `files` were written first: the places to add an entry at.
    pub directories_span: Option<Span>,
    /// See `directories_span`.
    pub files_span: Option<Span>,
}

/// An option that a newer version of a module refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovedOption {
    /// Its name below the root, `users.<name>` left out where there are others by that name.
    pub name: &'static str,
    /// Whether data is kept elsewhere without it.
    pub moves_data: bool,
    /// Where it was written.
    pub span: Option<Span>,
}

impl RemovedOption {
    /// The name of what is no option: the output of the flake that modules of home-manager once imported.
    pub const IMPORT: &'static str = "homeManagerModules.impermanence";
    /// The home of a user, which is read from `users.users.<name>.home` now.
    pub const HOME: &'static str = "users.<name>.home";
}

/// What makes a path persistent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// `environment.persistence`
    Impermanence,
    /// `home-manager.users.<u>.home.persistence`
    HomeManager,
    /// `preservation.preserveAt`
    Preservation,
    /// A bind mount of `fileSystems` or `systemd.mounts`.
    BindMount,
    /// A link made by `systemd.tmpfiles`.
    Tmpfiles,
    /// `environment.etc.<name>.source`
    Etc,
    /// What a script of the activation copies, links or mounts somewhere. Not followed: such an entry only may hold.
    Script,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Impermanence,
        Self::HomeManager,
        Self::Preservation,
        Self::BindMount,
        Self::Tmpfiles,
        Self::Etc,
        Self::Script,
    ];

    /// The word used in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Impermanence => "impermanence",
            Self::HomeManager => "home-manager",
            Self::Preservation => "preservation",
            Self::BindMount => "bind-mount",
            Self::Tmpfiles => "tmpfiles",
            Self::Etc => "etc",
            Self::Script => "script",
        }
    }

    /// Whether a persistence module made it, rather than the user by hand.
    #[must_use]
    pub const fn is_module(self) -> bool {
        matches!(self, Self::Impermanence | Self::HomeManager | Self::Preservation)
    }
}

/// What an entry keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryKind {
    /// A directory and everything below.
    Directory,
    /// Exactly one file.
    File,
}

impl EntryKind {
    /// The word used in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::File => "file",
        }
    }
}

/// How the path gets to its storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// A bind mount.
    Bind,
    /// A symbolic link.
    Symlink,
}

impl How {
    /// The word used in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bind => "bind",
            Self::Symlink => "link",
        }
    }
}

/// One persisted directory or file.
#[derive(Clone, Debug)]
pub struct PersistenceEntry {
    /// The persistent root.
    pub root: String,
    /// Directory or file.
    pub kind: EntryKind,
    /// The path on the machine, absolute and normalized, the home resolved.
    pub path: String,
    /// Where the data is.
    pub storage: String,
    /// The path as it was written, when the module keeps that.
    pub written: Option<String>,
    /// Owner; `None` where the module leaves it to the system.
    pub user: Fact<Option<String>>,
    /// Group; `None` is the group of the user.
    pub group: Fact<Option<String>>,
    /// Mode, as it was written.
    pub mode: Fact<Option<String>>,
    /// The user in whose list it stands.
    pub for_user: Option<String>,
    /// What declares it.
    pub source: Source,
    /// Bind mount or link.
    pub how: How,
    /// Whether the initrd sets it up.
    pub in_initrd: Certainty,
    /// Whether it may be absent: it was defined under a condition that is not known. Silences rules, triggers none.
    pub may: bool,
    /// Where it was written.
    pub span: Option<Span>,
}

impl PersistenceEntry {
    /// Whether it names no path, as while somebody writes one: it keeps nothing then.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.written.as_deref() == Some("")
    }

    /// Whether a path is what the entry keeps, or lies in it.
    #[must_use]
    pub fn covers(&self, other: &str) -> bool {
        match self.kind {
            _ if self.is_blank() => false,
            EntryKind::Directory => path::is_at_or_below(other, &self.path),
            EntryKind::File => self.path == other,
        }
    }

    /// The mode of the path itself, as it was written. That of a file of impermanence is the mode of its directory.
    #[must_use]
    pub fn own_mode(&self) -> Option<&String> {
        let is_of_parent = self.kind == EntryKind::File
            && matches!(self.source, Source::Impermanence | Source::HomeManager);
        self.mode.some().filter(|_| !is_of_parent)
    }
}
