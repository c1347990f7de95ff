//! The library written for this evaluator, as files under a path of its own.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use include_dir::{Dir, DirEntry, include_dir};
use rustc_hash::FxHashMap;

use crate::eval::{FileKind, ReadError, Vfs};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/modules/native");

/// All of it by path: each evaluation asks for the same files, and looking for one means comparing it with all.
static ENTRIES: LazyLock<FxHashMap<&OsStr, &DirEntry<'_>>> = LazyLock::new(|| {
    let mut all = FxHashMap::default();
    let mut left: Vec<_> = FILES.entries().iter().collect();
    while let Some(entry) = left.pop() {
        all.insert(entry.path().as_os_str(), entry);
        left.extend(entry.children());
    }
    all
});

/// Where the embedded files appear. No machine has such a directory.
pub const ROOT: &str = "/persist-lint:native";
/// The function that ties flakes together.
pub const CALL_FLAKE: &str = "/persist-lint:native/call-flake.nix";
/// The function that stands in for an input that is not on disk.
pub const STAND_INS: &str = "/persist-lint:native/stand-ins.nix";
/// What tells whether the modules of an input can mount or persist anything.
pub const QUIET: &str = "/persist-lint:native/quiet.nix";

/// What tells which packages overlays give a home of their own.
pub const WRAPPED: &str = "/persist-lint:native/wrapped.nix";

/// Where embedded files that are imported by path find the primitive functions.
pub const PRIMOPS: &str = "/persist-lint:native/primops.nix";
/// What stands for the source of nixpkgs.
pub const NIXPKGS: &str = "/persist-lint:native/nixpkgs";

/// The text of an embedded file.
///
/// # Panics
/// When there is no such file.
#[must_use]
pub(super) fn text(name: &str) -> &'static str {
    FILES.get_file(name).and_then(|file| file.contents_utf8()).expect("it is embedded")
}

/// The directory that stands for the source of a repository, `nix-community/impermanence`.
#[must_use]
pub fn source(repository: &str) -> Option<PathBuf> {
    let known = match repository.to_ascii_lowercase().as_str() {
        "nixos/nixpkgs" => return Some(NIXPKGS.into()),
        "nix-community/impermanence" => "impermanence",
        "nix-community/preservation" => "preservation",
        "nix-community/home-manager" => "home-manager",
        "nix-community/disko" => "disko",
        "ryantm/agenix" => "agenix",
        "mic92/sops-nix" => "sops-nix",
        "hercules-ci/flake-parts" => "flake-parts",
        "numtide/flake-utils" => "flake-utils",
        "nix-community/haumea" => "haumea",
        "snowfallorg/lib" => "snowfall-lib",
        "vic/import-tree" | "denful/import-tree" => "import-tree",
        _ => return None,
    };
    Some(Path::new(ROOT).join("sources").join(known))
}

/// Whether a path is in a directory that stands for one with more files.
fn is_partial(path: &Path) -> bool {
    path.starts_with("nixpkgs") || path.starts_with("sources")
}

/// Embedded files, and everything else from another file system.
pub struct Embedded<V> {
    rest: V,
}

impl<V: Vfs> Embedded<V> {
    /// The embedded files in front of another file system.
    pub const fn new(rest: V) -> Self {
        Self { rest }
    }

    /// The other file system.
    pub const fn rest(&self) -> &V {
        &self.rest
    }
}

fn entry(path: &Path) -> Option<&'static DirEntry<'static>> {
    ENTRIES.get(path.as_os_str()).copied()
}

fn file(path: &Path) -> Result<&'static [u8], ReadError> {
    let file = entry(path).and_then(DirEntry::as_file);
    file.map(|file| file.contents()).ok_or(ReadError::NotFound)
}

fn inside(path: &Path) -> Option<&Path> {
    path.strip_prefix(ROOT).ok()
}

fn entry_kind(path: &Path) -> Result<FileKind, ReadError> {
    if path.as_os_str().is_empty() {
        return Ok(FileKind::Directory);
    }
    match entry(path) {
        Some(DirEntry::Dir(_)) => Ok(FileKind::Directory),
        Some(DirEntry::File(_)) => Ok(FileKind::Regular),
        None => Err(missing(path)),
    }
}

/// Of a directory that stands for one with more files, a file that is not here may be there.
fn missing(path: &Path) -> ReadError {
    let hidden = path.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'));
    if is_partial(path) && !hidden && !path.ends_with("flake.lock") {
        let mut parts = path.components().map(|part| part.as_os_str().to_string_lossy());
        let mut source = parts.next().unwrap_or_default();
        if source == "sources" {
            source = parts.next().unwrap_or_default();
        }
        let file = parts.collect::<Vec<_>>().join("/");
        ReadError::Absent(format!("{source} is not on disk, so `{file}` cannot be read"))
    } else {
        ReadError::NotFound
    }
}

impl<V: Vfs> Vfs for Embedded<V> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        match inside(path) {
            Some(inner) => file(inner).map(<[u8]>::to_vec),
            None => self.rest.read(path),
        }
    }

    fn size(&self, path: &Path) -> Result<u64, ReadError> {
        match inside(path) {
            Some(inner) => file(inner).map(|contents| contents.len() as u64),
            None => self.rest.size(path),
        }
    }

    fn kind(&self, path: &Path) -> Result<FileKind, ReadError> {
        inside(path).map_or_else(|| self.rest.kind(path), entry_kind)
    }

    fn list(&self, path: &Path) -> Result<Vec<(String, FileKind)>, ReadError> {
        let Some(inner) = inside(path) else { return self.rest.list(path) };
        let is_root = inner.as_os_str().is_empty();
        let dir = if is_root { Some(&FILES) } else { entry(inner).and_then(DirEntry::as_dir) };
        let entries = dir.ok_or(ReadError::NotFound)?.entries().iter().map(|entry| {
            let name = entry.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
            (name, if entry.as_dir().is_some() { FileKind::Directory } else { FileKind::Regular })
        });
        Ok(entries.collect())
    }

    fn resolve(&self, path: &Path) -> Result<PathBuf, ReadError> {
        match inside(path) {
            Some(inner) => entry_kind(inner).map(|_| path.to_owned()),
            None => self.rest.resolve(path),
        }
    }
}
