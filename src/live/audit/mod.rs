//! What would be lost if the machine went down now.
//!
//! The filesystems that a boot empties are walked, and what is found there is told as few folders as possible: the deepest ones of which nothing is
//! kept, with whose they are and what to write to keep them.

mod attribute;
mod entry;
mod found;
mod look;
mod plan;
mod roots;
mod scene;

use std::{
    num::NonZero,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::{
    Configured, Error, Mounts,
    walk::{self, Watch},
};
use crate::model::{Loss, StateKind};
use found::Found;
use look::Looker;
use scene::Scene;

pub use entry::NewEntry;
pub use found::is_vanished;

/// What to look at.
#[derive(Debug)]
pub struct Request<'c> {
    /// The configuration.
    pub configured: &'c Configured,
    /// The root of the machine: `/`, or where another one is mounted or copied to.
    pub root: PathBuf,
    /// Leave out what has not changed since then.
    pub since: Option<Timestamp>,
    /// Leave out what is the same below this directory.
    pub against: Option<PathBuf>,
}

/// What was found.
#[derive(Debug)]
pub struct Audit {
    /// The root that was looked at.
    pub root: PathBuf,
    /// The filesystems that were walked: mount point, and why they are wiped.
    pub walked: Vec<(String, String)>,
    /// Filesystems that may be wiped, which nobody can tell; they were left out.
    pub doubtful: Vec<(String, String)>,
    /// What would be lost, sorted by path.
    pub unpersisted: Vec<Unpersisted>,
    /// What could not be looked at, sorted by path.
    pub errors: Vec<Error>,
    /// How many errors are not among them.
    pub more_errors: usize,
    /// Directories left out because something may be kept there that is not known.
    pub unclear: usize,
    /// Sockets, pipes and devices, which are made again.
    pub special: usize,
    /// Names that were seen.
    pub seen: usize,
    /// Whether it was stopped before the end.
    pub stopped: bool,
}

/// A folder, or a file beside what is kept, that would be lost.
#[derive(Debug, Clone, PartialEq)]
pub struct Unpersisted {
    /// Where it is on the machine.
    pub path: PathBuf,
    /// A folder with all in it, or one file.
    pub is_file: bool,
    /// The option of the service or program it belongs to.
    pub owner: Option<String>,
    /// The user whose files they are.
    pub user: Option<String>,
    /// What it holds.
    pub kind: Option<StateKind>,
    /// What its loss means.
    pub loss: Option<Loss>,
    /// The size of all files.
    pub bytes: u64,
    /// Whether the size is an estimate: of very many files only a part is measured.
    pub is_estimate: bool,
    /// How many files there are.
    pub files: u64,
    /// The newest change of one of them.
    pub changed: Timestamp,
    /// What to write to keep it; `None` when the path cannot be written.
    pub entry: Option<NewEntry>,
    /// Whether that is written already, but not in effect: the data has to be moved before the next boot.
    pub pending: bool,
}

impl Unpersisted {
    /// Whether somebody will miss it. What is not known may be missed.
    #[must_use]
    pub fn matters(&self) -> bool {
        self.loss.is_none_or(|loss| loss > Loss::Recreatable)
    }
}

/// Errors that are told one by one.
const ERRORS: usize = 1000;

/// Looks at a machine.
///
/// # Errors
/// When the root cannot be opened, or the mounts of the machine cannot be read.
pub fn audit(request: &Request<'_>, watch: &Watch) -> Result<Audit, Error> {
    let of = |path: &Path| std::fs::canonicalize(path).map_err(|error| Error::new(path, error));
    let root = of(&request.root)?;
    let against = request.against.as_deref().map(of).transpose()?;
    let runs = root == Path::new("/");
    let mounts = Mounts::of_this_machine()?.seen_from(&root);
    let (walked, doubtful) = roots::find(request.configured, &mounts, runs);
    let scene = Scene::new(request, &mounts, runs);
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let mut lookers: Vec<_> = (0..threads).map(|_| Looker::new(&scene)).collect();
    for (path, _) in &walked {
        let inside = path.trim_start_matches('/');
        let old = against.as_ref().map(|against| against.join(inside));
        let first = scene.first(path, old.as_deref());
        lookers = walk::walk(&root.join(inside), PathBuf::from(path), first, lookers, watch)?;
    }
    let found = Found::of(lookers);
    let (unpersisted, errors) = attribute::all(&scene, &root, found.parts);
    let mut errors: Vec<Error> = found.errors.into_iter().chain(errors).collect();
    errors.sort_by(|left, right| left.path.cmp(&right.path));
    let more_errors = found.more_errors + errors.len().saturating_sub(ERRORS);
    errors.truncate(ERRORS);
    Ok(Audit {
        root,
        walked,
        doubtful,
        unpersisted,
        errors,
        more_errors,
        unclear: found.unclear,
        special: found.special,
        seen: watch.seen.load(std::sync::atomic::Ordering::Relaxed),
        stopped: watch.stop.load(std::sync::atomic::Ordering::Relaxed),
    })
}
