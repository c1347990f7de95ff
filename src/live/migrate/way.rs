//! The way to both sides of an entry: through directories that are opened one in the other.

use std::{
    ffi::{OsStr, OsString},
    io,
    path::{Path, PathBuf},
};

use super::Machine;
use crate::live::files::{Folder, Node};

/// A path, as the folder it is in and its name there.
fn split(path: &str) -> Option<(&Path, &OsStr)> {
    let path = Path::new(path);
    Some((path.parent()?, path.file_name()?))
}

/// The folder on the live side, its name and what is there.
pub(super) fn live_side(
    machine: &Machine,
    path: &str,
) -> io::Result<Option<(Folder, OsString, Node)>> {
    let Some((parent, name)) = split(path) else { return Ok(None) };
    let folder = match machine.root.within(parent) {
        Ok(folder) => folder,
        Err(error) if is_absent(&error) => return Ok(None),
        Err(error) => return Err(error),
    };
    Ok(folder.find(name)?.map(|node| (folder, name.to_owned(), node)))
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// What is there of the way to a place in a storage.
pub(super) struct Way {
    /// The last directory that is there.
    pub(super) folder: Folder,
    /// The top of its filesystem, as far as that is in the storage, and where that is.
    pub(super) top: (Folder, PathBuf),
    /// The directories that are missing, and the name itself.
    pub(super) missing: Vec<OsString>,
    pub(super) name: OsString,
}

/// Goes to a place in a storage, as far as there are directories. A link below the top of the storage is not followed.
pub(super) fn way(machine: &Machine, root: &str, storage: &str) -> io::Result<Way> {
    let bad = || io::Error::other("it is not below the storage");
    let (root, storage) = (Path::new(root), Path::new(storage));
    let name = storage.file_name().ok_or_else(bad)?.to_owned();
    let parent = storage.parent().ok_or_else(bad)?;
    let mut names: Vec<OsString> = parent.iter().skip(1).map(OsStr::to_owned).collect();
    // The storage itself may be missing, too.
    let mut path = root;
    let mut folder = loop {
        match machine.root.within(path) {
            Ok(folder) => break folder,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                path = path.parent().ok_or(error)?;
            }
            Err(error) => return Err(error),
        }
    };
    if !parent.starts_with(path) {
        return Err(bad());
    }
    names.drain(..path.iter().skip(1).count());
    let mut path = path.to_owned();
    let mut top = (machine.root.within(&path)?, path.clone());
    let place = |folder: &Folder| {
        let node = folder.itself()?;
        Ok::<_, io::Error>((node.mount, node.identity.device, node.identity.subvolume))
    };
    let mut names = names.into_iter();
    let mut missing = Vec::new();
    for name in names.by_ref() {
        match folder.step(&name) {
            Ok(next) => {
                path.push(&name);
                if place(&next)? != place(&folder)? {
                    top = (machine.root.within(&path)?, path.clone());
                }
                folder = next;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                missing.push(name);
                break;
            }
            Err(error) => {
                let at = path.join(&name);
                return Err(io::Error::new(error.kind(), format!("{}: {error}", at.display())));
            }
        }
    }
    missing.extend(names);
    Ok(Way { folder, top, missing, name })
}
