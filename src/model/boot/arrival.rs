//! After which step of the boot a path leads to its data.

use super::{AccountMaker, Boot, Step};
use crate::model::{
    Backing, Certainty, EntryKind, Host, How, Kept, Mount, PersistenceEntry, Secret, Secrets,
    Source, path,
};

/// When a path begins to lead to its data, and what makes it so.
#[derive(Clone, Debug)]
pub struct Arrival<'h> {
    /// The step after which it can be read; `None` when that is not known.
    pub step: Option<Step>,
    /// What that step sets up; `None` for what is there from the beginning.
    pub way: Option<Way<'h>>,
}

/// What has to be set up for a path.
#[derive(Clone, Copy, Debug)]
pub enum Way<'h> {
    /// A filesystem is mounted.
    Mount(&'h Mount),
    /// An entry is bound or linked.
    Entry(&'h PersistenceEntry),
}

impl<'h> Way<'h> {
    /// The mount point or target.
    #[must_use]
    pub fn path(self) -> &'h str {
        match self {
            Self::Mount(mount) => &mount.path,
            Self::Entry(entry) => &entry.path,
        }
    }

    /// Where it was written.
    #[must_use]
    pub fn span(self) -> Option<crate::source::Span> {
        match self {
            Self::Mount(mount) => mount.span,
            Self::Entry(entry) => entry.span,
        }
    }
}

impl Host {
    /// When a path leads to what is kept of it. Of a path that is not kept, when the filesystem is there on which it is lost.
    #[must_use]
    pub fn arrival(&self, path: &str) -> Arrival<'_> {
        let normal = path::normalize(path);
        if path::in_store(&normal) {
            return Arrival { step: Some(Step::InitrdMounts), way: None };
        }
        if let Some(step) = self.decrypted(&normal) {
            return Arrival { step, way: None };
        }
        let kept = self.kept(&normal);
        self.arrival_of(&kept)
    }

    /// Whether what is kept of a path can be read when a step begins.
    #[must_use]
    pub fn readable(&self, path: &str, by: Step) -> Certainty {
        let boot = Boot::of(self);
        let arrival = self.arrival(path);
        let Some(step) = arrival.step else { return Certainty::Unknown };
        // sops-nix orders this unit after the mounts of its keys, which themselves wait for what waits for the unit.
        let by_unit = boot.accounts.is_some_and(|maker| maker != AccountMaker::Activation);
        if by == Step::SecretsForUsers && by_unit && step == Step::Mounts {
            return Certainty::Unknown;
        }
        boot.before(step, by)
    }

    /// Whether a path is readable while the system is activated: nothing of the second stage is on the way.
    #[must_use]
    pub fn early(&self, path: &str) -> Certainty {
        match self.arrival(path).step {
            Some(Step::InitrdMounts) => Certainty::Yes,
            Some(_) => Certainty::No,
            None => Certainty::Unknown,
        }
    }

    /// The step that decrypts a path, if one does; without, when it is not known which.
    fn decrypted(&self, path: &str) -> Option<Option<Step>> {
        let Secrets { sops, agenix, .. } = &self.secrets;
        let same = |secret: &&Secret| secret.is_at(path);
        if let Some(secret) = sops.secrets.iter().find(same) {
            return Some(
                secret
                    .for_users
                    .known()
                    .map(|early| if *early { Step::SecretsForUsers } else { Step::Sops }),
            );
        }
        if agenix.secrets.iter().any(|secret| same(&secret)) {
            return Some(Some(Step::Agenix));
        }
        // The directories can be moved, but nobody does.
        let known = DECRYPTED.iter().find(|(directory, _)| path::is_at_or_below(path, directory));
        known.map(|(_, step)| Some(*step))
    }

    fn arrival_of<'h>(&'h self, kept: &Kept<'h>) -> Arrival<'h> {
        let unknown = Arrival { step: None, way: None };
        let first = match kept.backing {
            Backing::Mount(mount) => match mount_step(mount) {
                None => return unknown,
                step @ Some(Step::InitrdMounts) => Arrival { step, way: None },
                step => Arrival { step, way: Some(Way::Mount(mount)) },
            },
            Backing::Declared => Arrival { step: Some(Step::Etc), way: None },
            Backing::Volatile | Backing::Linked | Backing::Decrypted(_) | Backing::Unknown => {
                return unknown;
            }
        };
        let boot = Boot::of(self);
        let mut latest = first;
        for &entry in &kept.through {
            let Some(step) = self.entry_step(entry) else { return unknown };
            let (Some(new), Some(old)) =
                (boot.position(step), latest.step.and_then(|step| boot.position(step)))
            else {
                return unknown;
            };
            if new > old {
                latest = Arrival { step: Some(step), way: Some(Way::Entry(entry)) };
            }
        }
        latest
    }

    /// The step that sets up an entry.
    #[must_use]
    pub fn entry_step(&self, entry: &PersistenceEntry) -> Option<Step> {
        if entry.may {
            return None;
        }
        // A bind in `fileSystems` for the same path comes with the filesystems, whoever wrote it.
        let bind = self.mount(&entry.path).filter(|mount| mount.is_bind() && !mount.may);
        if let Some(mount) = bind.filter(|_| entry.how == How::Bind) {
            return mount_step(mount);
        }
        match (entry.source, entry.kind) {
            // The first module of home-manager mounts when the user logs in.
            (Source::HomeManager, _) if entry.storage != path::join(&entry.root, &entry.path) => {
                Some(Step::Services)
            }
            (Source::Impermanence | Source::HomeManager, EntryKind::File) => {
                Some(Step::PersistFiles)
            }
            (Source::Impermanence | Source::HomeManager, EntryKind::Directory) => {
                self.directory_step(entry)
            }
            (Source::Tmpfiles, _) => Some(Step::Tmpfiles),
            (Source::Etc, _) => Some(Step::Etc),
            (Source::Script, _) => None,
            (Source::Preservation | Source::BindMount, _) => match (entry.in_initrd, entry.how) {
                (Certainty::Yes, _) => Some(Step::InitrdMounts),
                (Certainty::No, How::Bind) => Some(Step::Mounts),
                (Certainty::No, How::Symlink) => Some(Step::Tmpfiles),
                (Certainty::Unknown, _) => None,
            },
        }
    }

    /// The step in which the module prepares an entry: impermanence makes what is missing of the storage and the target
    /// while the system is activated, whenever it binds the two.
    #[must_use]
    pub fn preparation_step(&self, entry: &PersistenceEntry) -> Option<Step> {
        let step = self.entry_step(entry)?;
        let by_activation = match entry.source {
            Source::Impermanence => true,
            Source::HomeManager => step != Step::Services,
            _ => false,
        };
        let boot = Boot::of(self);
        match (by_activation, boot.before(step, Step::PersistFiles)) {
            (true, Certainty::No) => Some(Step::PersistFiles),
            (true, Certainty::Unknown) => None,
            _ => Some(step),
        }
    }

    /// Until its second version impermanence wrote its binds into `fileSystems`, where a flag could make them early.
    fn directory_step(&self, entry: &PersistenceEntry) -> Option<Step> {
        if path::always_needed_for_boot(&entry.path) {
            return Some(Step::InitrdMounts);
        }
        let flag = self.mount(&entry.path).map(|mount| mount.needed_for_boot.known().copied());
        match (flag, self.versions.impermanence_v2()) {
            (None, _) | (Some(Some(false)), _) | (_, Some(true)) => Some(Step::Mounts),
            (Some(Some(true)), Some(false)) => Some(Step::InitrdMounts),
            _ => None,
        }
    }
}

/// The step that mounts a filesystem.
#[must_use]
pub fn mount_step(mount: &Mount) -> Option<Step> {
    match mount.in_initrd() {
        _ if mount.may => None,
        Certainty::Yes => Some(Step::InitrdMounts),
        Certainty::No => Some(Step::Mounts),
        Certainty::Unknown => None,
    }
}

/// Where secrets are decrypted to, by whom.
const DECRYPTED: [(&str, Step); 3] = [
    ("/run/secrets-for-users", Step::SecretsForUsers),
    ("/run/secrets", Step::Sops),
    ("/run/agenix", Step::Agenix),
];
