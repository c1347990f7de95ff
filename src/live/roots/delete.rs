//! Deleting one old root, and nothing else.
//!
//! It is looked through first: something mounted, in use or a storage in it is a reason to touch nothing. Then subvolumes go, the innermost first,
//! through the program of the filesystem, and folders name by name. Every step goes through the handle of the directory it happens in.

use std::{
    ffi::{OsStr, OsString},
    io,
    path::{Path, PathBuf},
    process::Command,
};

use super::{OldRoot, Roots};
use crate::live::{
    Error,
    files::{DEEPEST, Filesystem, Folder, Kind, Node, Removal, TOO_DEEP, Watch},
};

/// Why an old root was not touched.
#[derive(Debug)]
pub struct Refusal {
    /// What stands in the way, in it or itself.
    pub path: PathBuf,
    /// Why.
    pub why: String,
}

/// What was deleted of an old root.
#[derive(Debug, Default)]
pub struct Deleted {
    /// Whether nothing is left.
    pub whole: bool,
    /// How many files went, one by one. Those of subvolumes are not counted.
    pub files: u64,
    /// What could not be deleted.
    pub errors: Vec<Error>,
}

impl Roots {
    /// Deletes an old root.
    ///
    /// # Errors
    /// When it is no directory of the folder any more, or must not be deleted. Nothing was deleted then.
    pub fn delete(&self, root: &OldRoot, watch: &dyn Watch) -> Result<Deleted, Refusal> {
        let name = root.name.as_os_str();
        let refuse = |path: &Path, why: String| Refusal { path: self.path.join(path), why };
        if Path::new(name).components().count() != 1 || name == ".." || name == "." {
            return Err(refuse(Path::new(name), "it is not in the folder of old roots".to_owned()));
        }
        let mut search = Search { roots: self, nested: Vec::new(), watch };
        let node =
            self.folder.look(name).map_err(|error| refuse(Path::new(name), error.to_string()));
        search.tree(&self.folder, name, Path::new(name), &node?, 0)?;
        let mut nested = search.nested;
        let mut deleted = Deleted::default();
        nested.sort_by_key(|path| std::cmp::Reverse(path.components().count()));
        for path in &nested {
            if watch.stopped() {
                return Ok(deleted);
            }
            if let Err(error) = self.delete_subvolume(path) {
                deleted.errors.push(Error::new(self.path.join(path), error));
                return Ok(deleted);
            }
        }
        // It may have been one of them.
        let mut removal = Removal::new(self.filesystem, watch);
        deleted.whole = removal.remove(&self.folder, name, &self.path);
        deleted.files = removal.files;
        deleted.errors.append(&mut removal.errors);
        Ok(deleted)
    }

    /// Deletes an empty or full subvolume that holds no other.
    fn delete_subvolume(&self, path: &Path) -> io::Result<()> {
        let program = match self.filesystem {
            Filesystem::Btrfs => "btrfs",
            Filesystem::Bcachefs => "bcachefs",
            Filesystem::Other => return Err(io::Error::other("this filesystem has no subvolumes")),
        };
        let mut parts: Vec<OsString> = path.iter().map(OsStr::to_owned).collect();
        let name = parts.pop().unwrap_or_default();
        let mut parent = None;
        for part in parts {
            parent = Some(parent.as_ref().unwrap_or(&self.folder).child(&part)?);
        }
        let parent = parent.as_ref().unwrap_or(&self.folder);
        let output = Command::new(program)
            .args(["subvolume", "delete"])
            .arg(Path::new(".").join(&name))
            .current_dir(parent.path())
            .output()
            .map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => io::Error::other(format!(
                    "it is a subvolume, and `{program}`, which can delete it, is not on PATH"
                )),
                _ => error,
            })?;
        if output.status.success() && parent.find(&name)?.is_none() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>();
        Err(io::Error::other(format!("`{program} subvolume delete` failed: {}", said.join("; "))))
    }
}

/// Looks through an old root before anything is deleted.
struct Search<'a> {
    roots: &'a Roots,
    /// Subvolumes, relative to the folder of old roots.
    nested: Vec<PathBuf>,
    watch: &'a dyn Watch,
}

impl Search<'_> {
    fn tree(
        &mut self,
        parent: &Folder,
        name: &OsStr,
        path: &Path,
        node: &Node,
        depth: usize,
    ) -> Result<(), Refusal> {
        let refuse = |why: String| Refusal { path: self.roots.path.join(path), why };
        if self.watch.stopped() {
            return Err(refuse("stopped".to_owned()));
        }
        if let Some(why) = self.roots.protected.reason(node) {
            return Err(refuse(why.to_owned()));
        }
        if depth == 0 && node.kind != Kind::Directory {
            return Err(refuse(format!("it is a {} and no directory", node.kind.as_str())));
        }
        if node.kind != Kind::Directory {
            return Ok(());
        }
        if depth == DEEPEST {
            return Err(refuse(TOO_DEEP.to_owned()));
        }
        if self.roots.filesystem.is_subvolume(node) {
            self.nested.push(path.to_owned());
        }
        let folder = parent.child(name).map_err(|error| refuse(error.to_string()))?;
        // What is open is what was looked at.
        if folder.itself().ok().map(|node| node.identity) != Some(node.identity) {
            return Err(refuse("it changed meanwhile".to_owned()));
        }
        for name in folder.names().map_err(|error| refuse(error.to_string()))? {
            let path = path.join(&name);
            self.watch.file();
            match folder.look(&name) {
                Ok(node) => self.tree(&folder, &name, &path, &node, depth + 1)?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => {
                    let path = self.roots.path.join(path);
                    return Err(Refusal { path, why: error.to_string() });
                }
            }
        }
        Ok(())
    }
}
