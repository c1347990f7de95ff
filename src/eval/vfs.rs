//! The only way the evaluator reaches files.

use std::{fmt, path::Path};

use crate::syntax::Unpacked;

/// What a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// A regular file.
    Regular,
    /// A directory.
    Directory,
    /// A symbolic link.
    Symlink,
    /// A device, socket or pipe.
    Other,
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ReadError {
    /// There is nothing at the path.
    NotFound,
    /// The path leads out of what may be read; the evaluator takes the result as unknown.
    Outside,
    /// What could be there is not on this machine, with the reason; the evaluator takes the result as unknown.
    Absent(String),
    /// It is there and cannot be read: the system's message, a size over the limit.
    Failed(String),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("no such file or directory"),
            Self::Outside => f.write_str("outside of the project and its inputs"),
            Self::Absent(message) | Self::Failed(message) => f.write_str(message),
        }
    }
}

/// How a file begins that git-crypt has encrypted (git-crypt, `commands.cpp`).
const GIT_CRYPT: &[u8] = b"\0GITCRYPT\0";

/// The text of a file, as its bytes were read.
///
/// # Errors
/// When it is not UTF-8. What was not decrypted is not here: with its key it would be a text.
pub(super) fn text(path: &Path, bytes: Vec<u8>) -> Result<String, ReadError> {
    if bytes.starts_with(GIT_CRYPT) {
        return Err(ReadError::Absent(format!("`{}` is encrypted by git-crypt", path.display())));
    }
    String::from_utf8(bytes).map_err(|error| {
        ReadError::Failed(format!("not UTF-8 at byte {}", error.utf8_error().valid_up_to()))
    })
}

/// Trees of files that never change, kept from one run to the next.
pub trait Trees: Send + Sync {
    /// The tree of the file at a path, when there is one.
    fn find(&self, path: &Path) -> Option<Unpacked>;
}

/// Files as the evaluator sees them. Implementations decide what may be read.
pub trait Vfs: Send + Sync {
    /// The bytes of a file. Symbolic links are followed as far as the implementation allows.
    ///
    /// # Errors
    /// When there is no such file, or it may not or cannot be read.
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError>;

    /// The size of a file in bytes. Symbolic links are followed as by [`Vfs::read`].
    ///
    /// # Errors
    /// When there is nothing at the path, or it may not be looked at.
    fn size(&self, path: &Path) -> Result<u64, ReadError>;

    /// What is at the path; a symbolic link at its end is not followed.
    ///
    /// # Errors
    /// When there is nothing at the path, or it may not be looked at.
    fn kind(&self, path: &Path) -> Result<FileKind, ReadError>;

    /// Names and kinds of a directory's entries, in any order.
    ///
    /// # Errors
    /// When it is no directory, or may not or cannot be read.
    fn list(&self, path: &Path) -> Result<Vec<(String, FileKind)>, ReadError>;

    /// The path with the symbolic links at its end resolved.
    ///
    /// # Errors
    /// When there is nothing at the path, or it may not be looked at.
    fn resolve(&self, path: &Path) -> Result<std::path::PathBuf, ReadError>;
}
