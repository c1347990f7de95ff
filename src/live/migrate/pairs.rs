//! The live side and its copy, walked side by side: copying and comparing are two ways to do it.

use std::{ffi::OsStr, io, path::Path};

use crate::live::files::{DEEPEST, Folder, Node, TOO_DEEP, Watch};

/// How often something is met again that is not there when it is opened.
const TRIES: usize = 8;

/// A name on both sides, each in the directory that it is in.
#[derive(Clone, Copy)]
pub(super) struct Pair<'p> {
    pub(super) from: &'p Folder,
    pub(super) name: &'p OsStr,
    pub(super) to: &'p Folder,
    pub(super) to_name: &'p OsStr,
    /// Where both are below the top.
    pub(super) path: &'p Path,
}

/// What has the name on the live side, and what is its copy.
pub(super) type Sides<'n> = (Option<&'n Node>, Option<&'n Node>);

/// What is done with what both sides have.
pub(super) trait Visitor {
    /// A name that one of the sides has, or both. Whether to go into the directories that both have now.
    fn meet(&mut self, pair: &Pair<'_>, sides: Sides<'_>) -> io::Result<bool>;

    /// All in a directory was met.
    fn leave(&mut self, pair: &Pair<'_>, node: &Node) -> io::Result<()>;

    /// Something that could not be done.
    fn failed(&mut self, path: &Path, error: io::Error);
}

/// Walks both, in the order of the names.
///
/// # Errors
/// When it makes no sense to go on: the disk is full, or it was stopped.
pub(super) fn walk(
    pair: &Pair<'_>,
    visitor: &mut impl Visitor,
    watch: &dyn Watch,
) -> io::Result<()> {
    step(pair, 0, visitor, watch)
}

fn step(
    pair: &Pair<'_>,
    depth: usize,
    visitor: &mut impl Visitor,
    watch: &dyn Watch,
) -> io::Result<()> {
    if watch.stopped() {
        return Err(io::Error::other("stopped"));
    }
    watch.file();
    let mut tries = 0;
    let result = loop {
        match enter(pair, depth, visitor, watch) {
            // It was there a moment ago. What is there again is met again.
            Err(error) if error.kind() == io::ErrorKind::NotFound && tries < TRIES => {
                tries += 1;
            }
            result => break result,
        }
    };
    match result {
        Err(error) if is_final(&error) || watch.stopped() => Err(error),
        Err(error) => {
            visitor.failed(pair.path, error);
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

fn enter(
    pair: &Pair<'_>,
    depth: usize,
    visitor: &mut impl Visitor,
    watch: &dyn Watch,
) -> io::Result<()> {
    let (node, there) = (pair.from.find(pair.name)?, pair.to.find(pair.to_name)?);
    let sides = (node.as_ref(), there.as_ref());
    if node.is_none() && there.is_none() || !visitor.meet(pair, sides)? {
        return Ok(());
    }
    if depth == DEEPEST {
        return Err(io::Error::other(TOO_DEEP));
    }
    let (from, to) = (pair.from.child(pair.name)?, pair.to.child(pair.to_name)?);
    let mut names = from.names()?;
    names.extend(to.names()?);
    names.sort_unstable();
    names.dedup();
    for name in names {
        let path = pair.path.join(&name);
        let pair = Pair { from: &from, name: &name, to: &to, to_name: &name, path: &path };
        step(&pair, depth + 1, visitor, watch)?;
    }
    node.map_or(Ok(()), |node| visitor.leave(pair, &node))
}

/// Whether going on makes no sense after an error.
fn is_final(error: &io::Error) -> bool {
    is_full(error) || error.kind() == io::ErrorKind::ReadOnlyFilesystem
}

/// Whether there is no room.
pub(super) fn is_full(error: &io::Error) -> bool {
    use io::ErrorKind::{QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded)
}
