//! Writing files whole: a reader sees the old text or the new one, whatever happens in between.

use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use super::Error;

/// Writes a file by renaming a new one over it. The mode of the old one stays.
///
/// # Errors
/// When it cannot be written; the old file is whole then.
pub fn write_atomically(path: &Path, text: &[u8]) -> Result<(), Error> {
    NewFile::beside(path, text)?.replace()
}

/// The same for a file that may be lost in a power cut. The pieces are written one after the other.
///
/// # Errors
/// When it cannot be written; the old file is whole then.
pub(super) fn replace(path: &Path, pieces: &[Vec<u8>]) -> std::io::Result<()> {
    let write = |file: &mut fs::File| pieces.iter().try_for_each(|piece| file.write_all(piece));
    let new = NewFile::written(path, write)?;
    fs::rename(&new.temporary, path)
}

/// A new text of a file, which lies on the disk beside it. Goes when it is not put in its place.
pub(super) struct NewFile<'p> {
    path: &'p Path,
    temporary: PathBuf,
}

impl<'p> NewFile<'p> {
    /// Writes the new text.
    pub(super) fn beside(path: &'p Path, text: &[u8]) -> Result<Self, Error> {
        let write = |file: &mut fs::File| {
            file.write_all(text)?;
            // Without it, a power cut after the renaming could leave an empty file.
            file.sync_all()
        };
        Self::written(path, write).map_err(|error| failed(path, &error))
    }

    /// Makes the file, with the mode of the one that is there.
    fn written(
        path: &'p Path,
        write: impl FnOnce(&mut fs::File) -> std::io::Result<()>,
    ) -> std::io::Result<Self> {
        let dir = path.parent().unwrap_or(Path::new("."));
        let (temporary, mut file) = create_beside(path, dir)?;
        let new = Self { path, temporary };
        write(&mut file)?;
        if let Ok(metadata) = fs::metadata(path) {
            keep_owner(&file, &metadata)?;
            // After the owner, which takes the bits for set-user-ID with it.
            file.set_permissions(metadata.permissions())?;
        }
        Ok(new)
    }

    /// Puts the new text in the place of the old one.
    pub(super) fn replace(self) -> Result<(), Error> {
        fs::rename(&self.temporary, self.path).map_err(|error| failed(self.path, &error))
    }
}

/// Gives a new file the owner and group of the old one, where these are others.
#[cfg(unix)]
fn keep_owner(file: &fs::File, old: &fs::Metadata) -> std::io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let new = file.metadata()?;
    let other = |new: u32, old: u32| (new != old).then_some(old);
    let (user, group) = (other(new.uid(), old.uid()), other(new.gid(), old.gid()));
    if user.is_none() && group.is_none() {
        return Ok(());
    }
    fchown(file, user, group)
}

#[cfg(not(unix))]
fn keep_owner(_: &fs::File, _: &fs::Metadata) -> std::io::Result<()> {
    Ok(())
}

impl Drop for NewFile<'_> {
    fn drop(&mut self) {
        // It has another name by now, or there is nothing else to do about it.
        let _ = fs::remove_file(&self.temporary);
    }
}

fn failed(path: &Path, error: &std::io::Error) -> Error {
    Error::Unwritable(path.to_owned(), error.to_string())
}

/// A new file in a directory, named after another.
fn create_beside(path: &Path, dir: &Path) -> std::io::Result<(PathBuf, fs::File)> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let process = std::process::id();
    let mut attempt = 0;
    loop {
        let temporary = dir.join(format!(".{name}.{process}-{attempt}.tmp"));
        match OpenOptions::new().write(true).create_new(true).open(&temporary) {
            Ok(file) => return Ok((temporary, file)),
            // Left by a run that was killed.
            Err(error) if error.kind() == ErrorKind::AlreadyExists && attempt < 100 => attempt += 1,
            Err(error) => return Err(error),
        }
    }
}
