//! Files reached through handles of directories.
//!
//! A name is looked up in the directory that is open, never along a path that somebody could change meanwhile; no symbolic link is followed
//! and no mount is crossed, and it is the kernel that sees to it (openat2(2), Linux 5.6).

pub(super) mod attributes;
pub(super) mod bytes;
mod folder;
mod node;
mod removal;

pub use folder::{Filesystem, Folder};
pub use node::{Identity, Kind, Node, Time};
pub(super) use removal::Removal;

/// Somebody who waits for work to be done, and can end it.
pub trait Watch {
    /// Whether the work should end as soon as nothing is half done by it.
    fn stopped(&self) -> bool;
    /// So many bytes more were read.
    fn bytes(&self, count: u64);
    /// One file more was looked at.
    fn file(&self);
}

/// Nobody waits.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn stopped(&self) -> bool {
        false
    }

    fn bytes(&self, _: u64) {}

    fn file(&self) {}
}

/// Lets as many files be open as the system allows: there is one for each directory on the way to a file.
pub fn open_many() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    // Where it is not allowed, deep trees are reported instead of followed.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}

/// Whether this is root, who may read and own everything.
#[must_use]
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// How deep a tree may be. What is deeper is reported, like everything else that cannot be read.
pub(super) const DEEPEST: usize = 1500;

/// What is said of a tree that is deeper.
pub(super) const TOO_DEEP: &str = "more directories are in each other than can be followed";
