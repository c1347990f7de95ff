//! The files that a repair changes.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use super::{Error, NewFile};

/// A file that changes.
pub struct Change {
    /// Its path.
    pub path: PathBuf,
    /// What stands there.
    pub old: String,
    /// What will.
    pub new: String,
}

/// Changes of several rounds, one for each file.
#[derive(Default)]
pub(super) struct Changes(BTreeMap<PathBuf, Change>);

impl Changes {
    pub(super) fn add(&mut self, changes: Vec<Change>) {
        for change in changes {
            match self.0.get_mut(&change.path) {
                Some(known) => known.new = change.new,
                None => _ = self.0.insert(change.path.clone(), change),
            }
        }
    }

    pub(super) fn into_vec(self) -> Vec<Change> {
        self.0.into_values().collect()
    }
}

/// Writes the files that change. Each is the old text or the new one at any moment, and none is the new one before all new
/// texts are on the disk.
///
/// # Errors
/// When one is outside of the project, is read-only, was changed by somebody else, or cannot be written. No file changes then,
/// but for those that were renamed before the renaming of another failed.
pub fn write_changes(root: &Path, changes: &[Change]) -> Result<(), Error> {
    let check = || changes.iter().try_for_each(|change| check_target(root, change));
    check()?;
    let new = changes.iter().map(|change| NewFile::beside(&change.path, change.new.as_bytes()));
    let new: Vec<NewFile<'_>> = new.collect::<Result<_, _>>()?;
    // Writing takes a while, in which somebody may have saved one.
    check()?;
    new.into_iter().try_for_each(NewFile::replace)
}

fn check_target(root: &Path, change: &Change) -> Result<(), Error> {
    let path = &change.path;
    let refused = |why: &str| Error::Unwritable(path.clone(), why.to_owned());
    let real = fs::canonicalize(path).map_err(|error| Error::of(path, &error))?;
    let is_link = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    if is_link || !real.starts_with(root) {
        return Err(refused("it is not a file of the project"));
    }
    if fs::metadata(path).is_ok_and(|metadata| metadata.permissions().readonly()) {
        return Err(refused("it is read-only"));
    }
    let now = fs::read(path).map_err(|error| Error::of(path, &error))?;
    if now != change.old.as_bytes() {
        return Err(refused("it was changed in the meantime"));
    }
    Ok(())
}
