//! Files that the user asked for: reports, manual pages.

use std::{fs, path::Path};

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
