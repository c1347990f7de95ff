//! What must never be deleted, whatever its name and wherever it is found: what is mounted somewhere, and storages.

use std::{
    collections::BTreeMap,
    os::unix::ffi::OsStrExt as _,
    path::{Path, PathBuf},
};

use crate::live::{
    MountInfo, Mounts,
    files::{Folder, Identity, Node},
};

/// Directories that are in use, by what they are and not by a path that leads to them.
#[derive(Clone, Debug, Default)]
pub struct Protected {
    known: BTreeMap<Identity, String>,
}

impl Protected {
    /// The tops of mounts that are of the same kind of filesystem as a path, what overlays are made of, and storages.
    ///
    /// Other kinds cannot be in the same place, and a server that does not answer need not be asked.
    #[must_use]
    pub fn new(mounts: &Mounts, path: &Path, storages: &[PathBuf]) -> Self {
        let mut found = Self::default();
        let fs_type = mounts.over(path).map(|mount| mount.fs_type.as_str());
        for mount in mounts.iter() {
            if mount.point == Path::new("/") {
                found.add(&mount.point, "it is the running root");
            } else if fs_type.is_none_or(|fs_type| fs_type == mount.fs_type) {
                let point = mount.point.display();
                found.add(&mount.point, &format!("it is mounted at `{point}`"));
            }
            for layer in layers(mount) {
                let point = mount.point.display();
                found.add(&layer, &format!("it is a layer of what is mounted at `{point}`"));
            }
        }
        for storage in storages {
            found.add(storage, &format!("it is the storage `{}`", storage.display()));
        }
        found
    }

    fn add(&mut self, path: &Path, why: &str) {
        // What cannot be looked at is no directory that could be met.
        if let Some(node) = Folder::open(path).ok().and_then(|folder| folder.itself().ok()) {
            self.known.entry(node.identity).or_insert_with(|| why.to_owned());
        }
    }

    /// Why a file must not be deleted.
    #[must_use]
    pub fn reason(&self, node: &Node) -> Option<&str> {
        if node.mount_point {
            return Some("it is a mount point");
        }
        self.known.get(&node.identity).map(String::as_str)
    }
}

/// The directories that an overlay is made of.
fn layers(mount: &MountInfo) -> Vec<PathBuf> {
    let names = ["upperdir", "workdir", "lowerdir"];
    let values = names.iter().filter_map(|name| mount.option(name));
    let split = values.flat_map(|value| value.as_bytes().split(|byte| *byte == b':'));
    let paths = split.map(|path| PathBuf::from(std::ffi::OsStr::from_bytes(path)));
    paths.filter(|path| mount.fs_type == "overlay" && path.is_absolute()).collect()
}
