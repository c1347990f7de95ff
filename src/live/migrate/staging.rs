//! Where copies are made before they are put in place: a folder in the storage that only this user can open.

use std::{
    ffi::{OsStr, OsString},
    io,
    path::{Path, PathBuf},
};

use rustix::{
    fs::{
        AtFlags, FlockOperation, Mode, RenameFlags, flock, fsync, mkdirat, renameat_with, unlinkat,
    },
    io::Errno,
};
use sha2::{Digest as _, Sha256};

use crate::live::files::Folder;

/// Its name in the storage.
pub const NAME: &str = ".persist-lint-partial";

/// The folder, locked for this process.
#[derive(Debug)]
pub(super) struct Staging {
    top: Folder,
    pub(super) folder: Folder,
    pub(super) path: PathBuf,
}

impl Staging {
    /// The staging folder at the top of a filesystem, which is made when it is not there.
    pub(super) fn open(top: Folder, path: &Path) -> io::Result<Self> {
        match mkdirat(&top, NAME, Mode::RWXU) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(error) => return Err(error.into()),
        }
        Self::existing(top, path)
    }

    fn existing(top: Folder, path: &Path) -> io::Result<Self> {
        let folder = top.child(OsStr::new(NAME))?;
        let node = folder.itself()?;
        if node.user != rustix::process::geteuid().as_raw() || node.mode & 0o077 != 0 {
            let why = "somebody else made it, or others can open it";
            return Err(io::Error::other(format!("`{NAME}` cannot be used: {why}")));
        }
        match flock(&folder, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => {
                return Err(io::Error::other("another `persist-lint migrate` is at work here"));
            }
            Err(error) => return Err(error.into()),
        }
        Ok(Self { top, folder, path: path.join(NAME) })
    }

    /// What a run before this one left, if anything: nothing more is needed of it when it is empty.
    pub(super) fn tidy(top: Folder, path: &Path) -> io::Result<Vec<OsString>> {
        if top.find(OsStr::new(NAME))?.is_none() {
            return Ok(Vec::new());
        }
        let staging = Self::existing(top, path)?;
        let left = staging.folder.names()?;
        staging.close();
        Ok(left)
    }

    /// Under which name a path is made here. It is the same in each run, so that a copy can be continued.
    pub(super) fn name(target: &Path) -> OsString {
        let hash = Sha256::digest(target.as_os_str().as_encoded_bytes());
        OsString::from(data_encoding::HEXLOWER.encode(&hash[..12]))
    }

    /// Puts something that is made here at its place, where nothing may be, but for an empty directory when a directory is put there. The name is
    /// on the disk afterwards.
    pub(super) fn place(&self, name: &OsStr, parent: &Folder, as_name: &OsStr) -> io::Result<()> {
        let from = &self.folder;
        match renameat_with(from, name, parent, as_name, RenameFlags::NOREPLACE) {
            Ok(()) => {}
            // Replaces an empty directory only, and only by another.
            Err(Errno::EXIST) if is_directory(from, name)? && is_directory(parent, as_name)? => {
                rustix::fs::renameat(from, name, parent, as_name)?;
            }
            // The filesystem does not know the flag. A link does not replace either; nor does a directory that is renamed, but for an empty one.
            Err(Errno::INVAL | Errno::NOSYS) if is_directory(from, name)? => {
                if parent
                    .find(as_name)?
                    .is_some_and(|_| !is_directory(parent, as_name).unwrap_or(false))
                {
                    return Err(Errno::EXIST.into());
                }
                rustix::fs::renameat(from, name, parent, as_name)?;
            }
            Err(Errno::INVAL | Errno::NOSYS) => {
                rustix::fs::linkat(from, name, parent, as_name, AtFlags::empty())?;
                unlinkat(from, name, AtFlags::empty())?;
            }
            Err(error) => return Err(error.into()),
        }
        fsync(parent)?;
        Ok(())
    }

    /// Deletes the folder when nothing is left in it.
    pub(super) fn close(self) {
        let _ = unlinkat(&self.top, NAME, AtFlags::REMOVEDIR);
    }
}

fn is_directory(folder: &Folder, name: &OsStr) -> io::Result<bool> {
    Ok(folder.find(name)?.is_some_and(|node| node.kind == crate::live::files::Kind::Directory))
}
