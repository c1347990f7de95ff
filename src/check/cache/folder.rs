//! The folder the trees are kept in.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{check::write, syntax};

/// Bytes that all files may have together; the oldest go first.
const LARGEST: u64 = 512 << 20;

/// What the folder of a version begins with.
const PREFIX: &str = "trees-";

/// The folder of this version. What another version wrote is not read.
pub(super) fn of_version(folder: &Path) -> PathBuf {
    folder.join(format!("{PREFIX}{}-{}", syntax::FORMAT, env!("CARGO_PKG_VERSION")))
}

/// The file that keeps the trees of a directory.
pub(super) fn file_of(folder: &Path, dir: &Path) -> PathBuf {
    folder.join(dir.file_name().unwrap_or_default())
}

/// Writes a file of the folder, so that who reads it sees it whole. Nothing happens when that is not possible.
pub(super) fn write(folder: &Path, file: &Path, pieces: &[Vec<u8>]) {
    if !folder.is_dir() {
        remove_other_versions(folder);
        if fs::create_dir_all(folder).is_err() {
            return;
        }
    }
    if write::replace(file, pieces).is_ok() {
        make_room(folder, file);
    }
}

fn remove_other_versions(folder: &Path) {
    let entries = folder.parent().and_then(|parent| fs::read_dir(parent).ok());
    for entry in entries.into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX)) {
            // It takes room, and does no harm.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Removes the oldest files, when all are too large together.
fn make_room(folder: &Path, newest: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries
        .filter_map(|entry| {
            let metadata = entry.metadata().ok()?;
            Some((metadata.modified().ok()?, entry.path(), metadata.len()))
        })
        .collect();
    files.sort();
    let mut size: u64 = files.iter().map(|(.., size)| size).sum();
    for (_, path, bytes) in files.iter().filter(|(_, path, _)| path != newest) {
        if size <= LARGEST {
            break;
        }
        if fs::remove_file(path).is_ok() {
            size -= bytes;
        }
    }
}
