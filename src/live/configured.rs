//! What is configured for the machine, as far as looking at it needs that: out of an evaluated host, or read from what
//! `persist-lint state --format json` printed ([`super::read_saved`]).

use super::FirstFile;
use crate::{
    model::{self, Certainty, EntryKind, Fact, Host, How, Loss, PutAway, Source, StateKind, path},
    source::Span,
};

/// What a machine should keep, and what keeps state there. Paths are absolute and normalized.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Configured {
    /// The name of the host.
    pub host: String,
    /// Its filesystems.
    pub mounts: Vec<MountPoint>,
    /// What it keeps on purpose.
    pub entries: Vec<Entry>,
    /// Where something that is not known may be kept.
    pub unclear: Vec<Unclear>,
    /// Where services and programs keep state.
    pub state: Vec<State>,
    /// Files that NixOS itself writes, of `environment.etc` and of homes.
    pub made: Vec<String>,
    /// Patterns of paths of which the user wants to hear nothing.
    pub ignored: Vec<String>,
    /// Users with a home.
    pub accounts: Vec<Account>,
    /// What has to be there at the first boot.
    pub first_boot: Vec<FirstFile>,
    /// Where the initrd puts old roots away.
    pub put_away: Vec<PutAway>,
}

/// A filesystem of the configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct MountPoint {
    /// Where it is mounted.
    pub path: String,
    /// What is mounted, when that is known.
    pub device: Option<String>,
    /// The type of the filesystem, when that is known.
    pub fs_type: Option<String>,
    /// Its options, when all of them are known.
    pub options: Option<Vec<String>>,
    /// Whether it is empty after a boot.
    pub ephemeral: Certainty,
    /// Why, one phrase: "a tmpfs".
    pub why: String,
}

/// A path that is kept on purpose.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The storage it is kept in.
    pub root: String,
    /// Directory or file.
    pub kind: EntryKind,
    /// The path on the machine.
    pub path: String,
    /// Where its data is.
    pub storage: String,
    /// Owner, group and mode, where they are known and said.
    pub user: Option<String>,
    /// See `user`.
    pub group: Option<String>,
    /// See `user`; as it was written.
    pub mode: Option<String>,
    /// The user in whose list it is.
    pub for_user: Option<String>,
    /// What declares it.
    pub source: Source,
    /// Bind mount or link.
    pub how: How,
}

impl Entry {
    /// Whether the entry keeps a path.
    #[must_use]
    pub fn covers(&self, path: &str) -> bool {
        match self.kind {
            EntryKind::Directory => path::is_at_or_below(path, &self.path),
            EntryKind::File => self.path == path,
        }
    }
}

/// A directory in which something may be kept that could not be evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unclear {
    /// The directory; `/` when it can be anywhere.
    pub path: String,
    /// Why it is not known.
    pub reason: String,
    /// Where that is written, when it is a configuration that is looked at.
    pub span: Option<Span>,
}

/// A path in which a service or a program keeps state.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The path.
    pub path: String,
    /// The option it belongs to: `services.forgejo`.
    pub owner: String,
    /// The systemd unit.
    pub unit: Option<String>,
    /// The user in whose home it is.
    pub for_user: Option<String>,
    /// What is in it.
    pub kind: StateKind,
    /// What its loss means.
    pub loss: Loss,
    /// Owner, group and mode, where they are known.
    pub user: Option<String>,
    /// See `user`.
    pub group: Option<String>,
    /// See `user`.
    pub mode: Option<String>,
    /// Whether it outlives a boot, by the configuration.
    pub kept: Certainty,
    /// What is special about it.
    pub note: Option<String>,
}

/// A user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The name.
    pub name: String,
    /// The home directory.
    pub home: String,
    /// Whether it is a person.
    pub normal: bool,
}

impl Configured {
    /// Out of an evaluated host.
    #[must_use]
    pub fn of(host: &Host) -> Self {
        Self {
            host: host.name.clone(),
            mounts: host.mounts.iter().map(mount).collect(),
            entries: host.entries.iter().filter(|entry| !entry.may).map(entry).collect(),
            unclear: Unclear::of(host),
            state: host.state.iter().map(state).collect(),
            made: made(host),
            ignored: host.assumptions.ignored.clone(),
            accounts: host.users.iter().filter_map(Account::of).collect(),
            first_boot: FirstFile::of(host),
            put_away: PutAway::of(&host.initrd),
        }
    }

    /// The deepest entry that covers a path.
    #[must_use]
    pub fn entry_over(&self, path: &str) -> Option<&Entry> {
        self.entries.iter().filter(|entry| entry.covers(path)).max_by_key(|entry| entry.path.len())
    }

    /// The filesystem with the deepest mount point at or above a path, bind mounts aside: those are entries.
    #[must_use]
    pub fn mount_over(&self, path: &str) -> Option<&MountPoint> {
        let is_bind =
            |mount: &MountPoint| self.entries.iter().any(|entry| entry.path == mount.path);
        self.mounts
            .iter()
            .filter(|mount| path::is_at_or_below(path, &mount.path) && !is_bind(mount))
            .max_by_key(|mount| mount.path.len())
    }

    /// The storages of the persistence modules, each once, sorted.
    #[must_use]
    pub fn storages(&self) -> Vec<&str> {
        let of_modules = self.entries.iter().filter(|entry| entry.source.is_module());
        let mut storages: Vec<&str> = of_modules.map(|entry| entry.root.as_str()).collect();
        storages.sort_unstable();
        storages.dedup();
        storages
    }
}

impl Account {
    /// The user, if it is one with a home.
    #[must_use]
    pub fn of(user: &model::User) -> Option<Self> {
        let home =
            user.home.some().filter(|home| home.starts_with('/') && *home != "/var/empty")?;
        let normal = user.normal.is(&true);
        Some(Self { name: user.name.clone(), home: path::normalize(home), normal })
    }
}

impl Unclear {
    /// Where something may be kept on a host that could not be evaluated.
    #[must_use]
    pub fn of(host: &Host) -> Vec<Self> {
        let at = |path: &str, reason: &str, span| Self {
            path: path.to_owned(),
            reason: reason.to_owned(),
            span,
        };
        let missing = host.entries.missing.iter().chain(&host.mounts.missing);
        let missing = missing.map(|missing| {
            at(missing.below.as_deref().unwrap_or("/"), &missing.reason, missing.span)
        });
        let may = "it is defined under a condition that is not known";
        let entries = host.entries.iter().filter(|entry| entry.may);
        let entries = entries.map(|entry| at(&entry.path, may, entry.span));
        let mounts = host.mounts.iter().filter(|mount| mount.may);
        let mounts = mounts.map(|mount| at(&mount.path, may, mount.span));
        let mut unclear: Vec<Self> = missing.chain(entries).chain(mounts).collect();
        unclear
            .sort_by(|left, right| (&left.path, &left.reason).cmp(&(&right.path, &right.reason)));
        unclear.dedup_by(|right, left| (&left.path, &left.reason) == (&right.path, &right.reason));
        unclear
    }
}

/// The files that NixOS and home-manager write by themselves: copies, not links, which are seen to be such on the disk.
#[must_use]
pub fn made(host: &Host) -> Vec<String> {
    let is_copy = |mode: Option<&str>| !mode.is_some_and(|mode| mode.ends_with("symlink"));
    let copies = host.etc.iter().filter(|file| is_copy(file.mode.as_deref()));
    let mut made: Vec<String> = copies.map(|file| file.path.clone()).collect();
    made.sort();
    made.dedup();
    made
}

fn known(fact: &Fact<Option<String>>) -> Option<String> {
    fact.some().cloned()
}

fn mount(mount: &model::Mount) -> MountPoint {
    MountPoint {
        path: mount.path.clone(),
        device: known(&mount.device),
        fs_type: known(&mount.fs_type),
        options: mount.options.known().cloned(),
        ephemeral: mount.ephemeral.certainty,
        why: mount.ephemeral.why.to_string(),
    }
}

fn entry(entry: &model::PersistenceEntry) -> Entry {
    Entry {
        root: entry.root.clone(),
        kind: entry.kind,
        path: entry.path.clone(),
        storage: entry.storage.clone(),
        user: known(&entry.user),
        group: known(&entry.group),
        mode: entry.own_mode().cloned(),
        for_user: entry.for_user.clone(),
        source: entry.source,
        how: entry.how,
    }
}

fn state(state: &model::StatePath) -> State {
    State {
        path: state.path.clone(),
        owner: state.owner.clone(),
        unit: state.unit.clone(),
        for_user: state.for_user.clone(),
        kind: state.kind,
        loss: state.loss,
        user: known(&state.user),
        group: known(&state.group),
        mode: known(&state.mode),
        kept: state.kept,
        note: state.note.clone(),
    }
}
