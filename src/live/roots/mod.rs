//! Old roots: what scripts that wipe the root put away instead of deleting it at once.

mod compare;
mod date;
mod delete;
mod group;
mod locate;
mod protected;
mod retention;
mod zfs;

use std::{
    collections::BTreeSet,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::{
    Error, Mounts,
    files::{DEEPEST, Filesystem, Folder, Kind, Node, Watch},
};

pub use compare::{Change, Comparison, Side, What, compare};
pub use delete::{Deleted, Refusal};
pub use group::grouped;
pub use locate::{locate, snapshot_folder};
pub use protected::Protected;
pub use retention::{Reason, Retention};
pub use zfs::snapshots;

/// The folder with the old roots.
#[derive(Debug)]
pub struct Roots {
    folder: Folder,
    path: PathBuf,
    filesystem: Filesystem,
    protected: Protected,
}

/// One old root.
#[derive(Clone, Debug)]
pub struct OldRoot {
    /// Its name in the folder; of a snapshot, what follows the `@`.
    pub name: OsString,
    /// What it is.
    pub form: Form,
    /// When it was put away.
    pub date: Option<Timestamp>,
    /// Whether the name tells the date. Otherwise it is when the contents of its top changed last.
    pub dated_by_name: bool,
    /// What it takes on the disk.
    pub size: Option<Size>,
    /// Why it is never deleted.
    pub protected: Option<String>,
}

/// What an old root is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A subvolume of btrfs or bcachefs.
    Subvolume,
    /// A plain folder.
    Folder,
    /// A snapshot of ZFS.
    Snapshot,
}

impl Form {
    /// For the reader.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Subvolume => "subvolume",
            Self::Folder => "folder",
            Self::Snapshot => "snapshot",
        }
    }
}

/// A size that may not have been counted to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Bytes on the disk. Blocks that several roots share count for each.
    pub bytes: u64,
    /// Whether everything was counted.
    pub whole: bool,
}

/// What a folder of old roots holds.
#[derive(Debug, Default)]
pub struct Listing {
    /// The roots, newest first, those without a date last.
    pub roots: Vec<OldRoot>,
    /// Names that are no directories.
    pub others: Vec<(OsString, Kind)>,
    /// What could not be looked at.
    pub errors: Vec<Error>,
}

/// What is done with an old root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is kept, for these reasons.
    Keep(Vec<Reason>),
    /// It is deleted.
    Delete,
    /// It is not judged.
    Leave(String),
}

impl Roots {
    /// The old roots in a folder.
    ///
    /// # Errors
    /// When it cannot be read, is the running root itself or a storage, or when others than its owner, root or this user can write to it and so could
    /// put anything in the place of an old root.
    pub fn open(path: &Path, mounts: &Mounts, storages: &[PathBuf]) -> Result<Self, Error> {
        let refused = |why: &str| Error::new(path, std::io::Error::other(why.to_owned()));
        let path = std::fs::canonicalize(path).map_err(|error| Error::new(path, error))?;
        let open = |path: &Path| -> std::io::Result<(Folder, Node, Filesystem)> {
            let folder = Folder::open(path)?;
            let (node, filesystem) = (folder.itself()?, folder.filesystem()?);
            Ok((folder, node, filesystem))
        };
        let (folder, node, filesystem) = open(&path).map_err(|error| Error::new(&path, error))?;
        let protected = Protected::new(mounts, &path, storages);
        if path == Path::new("/") || storages.contains(&path) {
            let why =
                if path == Path::new("/") { "it is the running root" } else { "it is a storage" };
            return Err(refused(&format!("no folder of old roots: {why}")));
        }
        let own = node.user == 0 || node.user == rustix::process::geteuid().as_raw();
        let open_to_others = node.mode & 0o022 != 0;
        if !own || open_to_others {
            let why = "others can write to this folder, so what is in it cannot be trusted";
            return Err(refused(why));
        }
        Ok(Self { folder, path, filesystem, protected })
    }

    /// Where they are.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Lists them. Sizes are counted for so many files of each root; `None` counts all.
    #[must_use]
    pub fn list(&self, budget: Option<u64>, watch: &dyn Watch) -> Listing {
        let mut listing = Listing::default();
        let names = match self.folder.names() {
            Ok(names) => names,
            Err(error) => {
                listing.errors.push(Error::new(&self.path, error));
                return listing;
            }
        };
        for name in names {
            match self.folder.look(&name) {
                Ok(node) if node.kind == Kind::Directory => {
                    listing.roots.push(self.root(name, &node, budget, watch));
                }
                Ok(node) => listing.others.push((name, node.kind)),
                Err(error) => listing.errors.push(Error::new(self.path.join(name), error)),
            }
        }
        listing.sort();
        listing
    }

    fn root(&self, name: OsString, node: &Node, budget: Option<u64>, watch: &dyn Watch) -> OldRoot {
        let of_name = name.to_str().and_then(date::of_name);
        let form = match self.filesystem.is_subvolume(node) {
            true => Form::Subvolume,
            false => Form::Folder,
        };
        let size = (budget != Some(0)).then(|| self.size(&name, budget, watch));
        OldRoot {
            form,
            date: of_name.or_else(|| Timestamp::from_second(node.changed.seconds).ok()),
            dated_by_name: of_name.is_some(),
            size,
            protected: self.protected.reason(node).map(str::to_owned),
            name,
        }
    }

    fn size(&self, name: &OsStr, budget: Option<u64>, watch: &dyn Watch) -> Size {
        let mut count =
            Count { left: budget, bytes: 0, whole: true, linked: BTreeSet::new(), watch };
        count.tree(&self.folder, name, 0);
        Size { bytes: count.bytes, whole: count.whole }
    }

    /// The directory of an old root.
    ///
    /// # Errors
    /// When the name is no direct child, or no directory.
    pub fn open_root(&self, name: &OsStr) -> Result<Folder, Error> {
        let error = |error| Error::new(self.path.join(name), error);
        self.folder.child(name).map_err(error)
    }
}

impl Listing {
    fn sort(&mut self) {
        self.roots.sort_by(|left, right| {
            let key = |root: &OldRoot| std::cmp::Reverse(root.date);
            key(left).cmp(&key(right)).then_with(|| left.name.cmp(&right.name))
        });
    }

    /// What to do with each root. One whose name tells no date is left: it may be
    /// anything.
    #[must_use]
    pub fn plan(&self, retention: Retention) -> Vec<(&OldRoot, Decision)> {
        let left = |root: &OldRoot| -> Option<String> {
            if let Some(why) = &root.protected {
                return Some(why.clone());
            }
            if root.form == Form::Snapshot {
                return Some("snapshots are left to `zfs destroy`".to_owned());
            }
            let dated = root.date.is_some() && root.dated_by_name;
            (!dated).then(|| "its name has no date".to_owned())
        };
        let judged = self.roots.iter().filter(|root| left(root).is_none());
        let moments: Vec<Timestamp> = judged.filter_map(|root| root.date).collect();
        let mut reasons = retention.reasons(&moments).into_iter();
        let mut decide = |root: &OldRoot| match left(root) {
            Some(why) => Decision::Leave(why),
            None => match reasons.next().unwrap_or_default() {
                reasons if reasons.is_empty() => Decision::Delete,
                reasons => Decision::Keep(reasons),
            },
        };
        self.roots.iter().map(|root| (root, decide(root))).collect()
    }
}

/// Counts what a tree takes.
struct Count<'w> {
    left: Option<u64>,
    bytes: u64,
    whole: bool,
    /// Files with several names that were counted.
    linked: BTreeSet<super::files::Identity>,
    watch: &'w dyn Watch,
}

impl Count<'_> {
    fn tree(&mut self, parent: &Folder, name: &OsStr, depth: usize) {
        let listed = parent.child(name).and_then(|folder| Ok((folder.names()?, folder)));
        let Ok((names, folder)) = listed else {
            self.whole = false;
            return;
        };
        for name in names {
            if self.left == Some(0) || self.watch.stopped() || depth == DEEPEST {
                self.whole = false;
                return;
            }
            self.left = self.left.map(|left| left - 1);
            self.watch.file();
            let Ok(node) = folder.look(&name) else {
                self.whole = false;
                continue;
            };
            let again = node.kind != Kind::Directory
                && node.links > 1
                && !self.linked.insert(node.identity);
            if !again {
                self.bytes = self.bytes.saturating_add(node.allocated);
            }
            if node.kind == Kind::Directory {
                self.tree(&folder, &name, depth + 1);
            }
        }
    }
}
