//! The file system as an evaluation may see it.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    sync::RwLock,
};

use rustc_hash::FxHashMap;

use crate::eval::{FileKind, ReadError, Vfs, paths::HOME};

/// The largest file that is read, in bytes.
const LARGEST: u64 = 64 << 20;

/// Files of the disk below some directories; nothing else exists.
///
/// A symbolic link that leads out of them is not followed.
pub struct Disk {
    roots: Vec<PathBuf>,
    /// Texts that stand for those of the disk.
    overlay: BTreeMap<PathBuf, String>,
    /// Directories below the roots whose real place was looked up already, as they are written.
    allowed: RwLock<FxHashMap<OsString, bool>>,
}

impl Disk {
    /// The disk below these directories, and below the Nix store.
    #[must_use]
    pub fn new(roots: impl IntoIterator<Item = PathBuf>) -> Self {
        let mut roots: Vec<PathBuf> = roots.into_iter().collect();
        roots.push(PathBuf::from("/nix/store"));
        let real: Vec<PathBuf> =
            roots.iter().filter_map(|root| fs::canonicalize(root).ok()).collect();
        roots.extend(real);
        Self { roots, overlay: BTreeMap::new(), allowed: RwLock::default() }
    }

    /// With other texts for some files.
    #[must_use]
    pub fn with_overlay(self, overlay: &BTreeMap<PathBuf, String>) -> Self {
        Self { overlay: overlay.clone(), ..self }
    }

    /// The text that stands for the one on the disk.
    #[must_use]
    pub fn edited(&self, path: &Path) -> Option<&str> {
        // Whatever leads to one of few files has to be followed; of most files the name tells.
        let is_name = |edited: &PathBuf| edited.file_name() == path.file_name();
        let leads_there = || fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
        if !self.overlay.keys().any(is_name) && !leads_there() {
            return None;
        }
        let text = self.overlay.get(&self.resolve(path).ok()?)?;
        Some(text)
    }

    fn is_below(&self, path: &Path) -> bool {
        self.roots.iter().any(|root| path.starts_with(root))
    }

    /// Whether a path may be looked at: it and its real directory are below the roots.
    fn permit(&self, path: &Path) -> Result<(), ReadError> {
        let dir = path.parent().unwrap_or(path);
        let poisoned = "no thread panics while it holds the cache";
        if let Some(&allowed) = self.allowed.read().expect(poisoned).get(dir.as_os_str()) {
            return if allowed { Ok(()) } else { Err(ReadError::Outside) };
        }
        // The home of an evaluation, in which nothing is.
        if path.starts_with(HOME) {
            return Err(ReadError::NotFound);
        }
        if !self.is_below(path) {
            // The directories that lead to a root exist, and show nothing else.
            if self.roots.iter().any(|root| root.starts_with(path)) {
                return Ok(());
            }
            return Err(ReadError::Outside);
        }
        let allowed = match fs::canonicalize(dir) {
            Ok(real) => {
                self.is_below(&real) || self.roots.iter().any(|root| root.starts_with(&real))
            }
            // What does not exist leads nowhere.
            Err(_) => true,
        };
        if self.is_below(dir) {
            self.allowed.write().expect(poisoned).insert(dir.as_os_str().to_owned(), allowed);
        }
        if allowed { Ok(()) } else { Err(ReadError::Outside) }
    }
}

fn failed(error: &io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ReadError::NotFound,
        io::ErrorKind::PermissionDenied => ReadError::Failed("permission denied".to_owned()),
        _ => ReadError::Failed(error.to_string()),
    }
}

fn file_kind(kind: fs::FileType) -> FileKind {
    if kind.is_file() {
        FileKind::Regular
    } else if kind.is_dir() {
        FileKind::Directory
    } else if kind.is_symlink() {
        FileKind::Symlink
    } else {
        FileKind::Other
    }
}

impl Vfs for Disk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        self.permit(path)?;
        let real = self.resolve(path)?;
        if let Some(text) = self.overlay.get(&real) {
            return Ok(text.clone().into_bytes());
        }
        let metadata = fs::metadata(&real).map_err(|error| failed(&error))?;
        if metadata.is_dir() {
            return Err(ReadError::Failed("it is a directory".to_owned()));
        }
        if !metadata.is_file() {
            return Err(ReadError::Failed("it is not a regular file".to_owned()));
        }
        if metadata.len() > LARGEST {
            return Err(ReadError::Failed(format!("larger than {} MiB", LARGEST >> 20)));
        }
        fs::read(&real).map_err(|error| failed(&error))
    }

    fn size(&self, path: &Path) -> Result<u64, ReadError> {
        let real = self.resolve(path)?;
        fs::metadata(&real).map(|metadata| metadata.len()).map_err(|error| failed(&error))
    }

    fn kind(&self, path: &Path) -> Result<FileKind, ReadError> {
        self.permit(path)?;
        let metadata = fs::symlink_metadata(path).map_err(|error| failed(&error))?;
        Ok(file_kind(metadata.file_type()))
    }

    fn list(&self, path: &Path) -> Result<Vec<(String, FileKind)>, ReadError> {
        let real = self.resolve(path)?;
        let mut entries = Vec::new();
        for entry in fs::read_dir(&real).map_err(|error| failed(&error))? {
            let entry = entry.map_err(|error| failed(&error))?;
            let kind = entry.file_type().map_err(|error| failed(&error))?;
            // A name that is not UTF-8 cannot be written in Nix either.
            if let Ok(name) = entry.file_name().into_string() {
                entries.push((name, file_kind(kind)));
            }
        }
        Ok(entries)
    }

    fn resolve(&self, path: &Path) -> Result<PathBuf, ReadError> {
        self.permit(path)?;
        let metadata = fs::symlink_metadata(path).map_err(|error| failed(&error))?;
        if !metadata.file_type().is_symlink() {
            return Ok(path.to_owned());
        }
        let real = fs::canonicalize(path).map_err(|error| failed(&error))?;
        if self.is_below(&real) { Ok(real) } else { Err(ReadError::Outside) }
    }
}
