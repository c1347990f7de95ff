//! Deleting a tree name by name, each through the handle of the directory it is in.

use std::{
    ffi::OsStr,
    io,
    path::{Path, PathBuf},
};

use rustix::{
    fs::{AtFlags, IFlags, ioctl_getflags, ioctl_setflags, unlinkat},
    io::Errno,
};

use super::{DEEPEST, Filesystem, Folder, Kind, Node, TOO_DEEP, Watch};
use crate::live::Error;

/// Deletes trees. Neither a link nor a mount nor a subvolume in them is gone into.
pub(in crate::live) struct Removal<'w> {
    filesystem: Filesystem,
    watch: &'w dyn Watch,
    /// How many files, directories aside, were deleted.
    pub(in crate::live) files: u64,
    /// What could not be deleted.
    pub(in crate::live) errors: Vec<Error>,
}

impl<'w> Removal<'w> {
    pub(in crate::live) fn new(filesystem: Filesystem, watch: &'w dyn Watch) -> Self {
        Self { filesystem, watch, files: 0, errors: Vec::new() }
    }

    /// Deletes what has a name in a folder, which is shown as `at`. Whether nothing is left of it.
    pub(in crate::live) fn remove(&mut self, folder: &Folder, name: &OsStr, at: &Path) -> bool {
        match folder.find(name) {
            Ok(None) => true,
            Ok(Some(node)) => self.entry(folder, name, at, &node, 0),
            Err(error) => {
                self.errors.push(Error::new(at.join(name), error));
                false
            }
        }
    }

    /// Whether nothing is left of it.
    fn entry(
        &mut self,
        parent: &Folder,
        name: &OsStr,
        at: &Path,
        node: &Node,
        depth: usize,
    ) -> bool {
        if self.watch.stopped() {
            return false;
        }
        let path = at.join(name);
        if node.kind != Kind::Directory {
            return match unlinkat(parent, name, AtFlags::empty()) {
                Ok(()) => {
                    self.files += 1;
                    self.watch.file();
                    true
                }
                Err(Errno::NOENT) => true,
                Err(error) => self.failed(path, node, error.into()),
            };
        }
        if depth > 0 && self.filesystem.is_subvolume(node) {
            return self.failed(
                path,
                node,
                io::Error::other("a subvolume that was not there before"),
            );
        }
        if depth == DEEPEST {
            return self.failed(path, node, io::Error::other(TOO_DEEP));
        }
        let listed = parent.child(name).and_then(|folder| Ok((folder.names()?, folder)));
        let (names, folder) = match listed {
            Ok(listed) => listed,
            Err(error) => return self.failed(path, node, error),
        };
        if names.is_empty() && node.immutable && depth == 2 && path.ends_with("var/empty") {
            release(&folder);
        }
        let mut whole = true;
        for name in names {
            whole &= match folder.find(&name) {
                Ok(Some(node)) => self.entry(&folder, &name, &path, &node, depth + 1),
                Ok(None) => true,
                Err(error) => self.failed(path.join(name), node, error),
            };
        }
        if !whole {
            return false;
        }
        match unlinkat(parent, name, AtFlags::REMOVEDIR) {
            Ok(()) | Err(Errno::NOENT) => true,
            Err(error) => self.failed(path, node, error.into()),
        }
    }

    fn failed(&mut self, path: PathBuf, node: &Node, error: io::Error) -> bool {
        let error = match node.immutable {
            true => io::Error::other(format!("{error}: it is marked immutable (chattr -i)")),
            false => error,
        };
        self.errors.push(Error::new(path, error));
        false
    }
}

/// NixOS makes `/var/empty` immutable on every root. It is empty, and it would be what stays of each.
fn release(folder: &Folder) {
    // Where it cannot be, deleting says so.
    let flags = ioctl_getflags(folder);
    let _ = flags.and_then(|flags| ioctl_setflags(folder, flags.difference(IFlags::IMMUTABLE)));
}
