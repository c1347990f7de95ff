//! Paths that the user names, and files that the user asked for: reports, manual pages.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{Error, write_atomically};

/// Writes a file whole. What is no file, such as a pipe, is written to; a link stays one.
///
/// # Errors
/// When it cannot be written; the old file is whole then.
pub fn write_output(path: &Path, text: &[u8]) -> Result<(), Error> {
    let Ok(target) = fs::canonicalize(path) else {
        return write_atomically(path, text);
    };
    if target.is_file() || target.is_dir() {
        return write_atomically(&target, text);
    }
    fs::write(path, text).map_err(|error| Error::Unwritable(path.to_owned(), error.to_string()))
}

/// Makes a directory and those above it, when it is not there.
///
/// # Errors
/// When it cannot be made.
pub fn make_directory(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(|error| Error::Unwritable(path.to_owned(), error.to_string()))
}

/// A path as the user wrote it: from the home after `~/`, which a shell does not expand everywhere, else from a base.
#[must_use]
pub fn written_path(text: &str, base: &Path) -> PathBuf {
    match (text.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => base.join(text),
    }
}

/// A directory that the user names, as [`written_path`].
///
/// # Errors
/// When there is none.
pub fn directory(text: &str, base: &Path) -> Result<PathBuf, String> {
    let path = std::path::absolute(written_path(text, base)).map_err(|error| error.to_string())?;
    if path.is_dir() { Ok(path) } else { Err(format!("{} is not a directory", path.display())) }
}
