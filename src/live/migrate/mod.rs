//! Moving to safety: what a machine has on the live side of its persistence entries, and its storage has not yet.

mod apply;
mod copy;
mod needed;
mod pairs;
mod plan;
mod script;
mod staging;
mod verify;
mod way;

pub use apply::{Done, Failure, apply, leftovers};
pub use copy::LeftOut;
pub use needed::{Needed, needed};
pub use plan::{Item, Parent, Status, plan};
pub use script::script;
pub use staging::NAME as STAGING;

use std::path::{Path, PathBuf};

use super::{Error, files::Folder};

/// The machine whose entries are looked at: this one, or one that is mounted somewhere.
#[derive(Debug)]
pub struct Machine {
    root: Folder,
    path: PathBuf,
}

impl Machine {
    /// The machine whose root is at a path.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let path = std::fs::canonicalize(path).map_err(|error| Error::new(path, error))?;
        let root = Folder::open(&path).map_err(|error| Error::new(&path, error))?;
        Ok(Self { root, path })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where a path of the machine is on this one.
    #[must_use]
    pub fn here(&self, path: &str) -> PathBuf {
        self.path.join(path.trim_start_matches('/'))
    }
}
