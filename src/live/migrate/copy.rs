//! Copying a tree with everything that belongs to it: owner, mode, times, extended attributes, names of one file, holes.
//!
//! A copy can be broken off at any moment and made again over what is there: a file gets its time last, so that one with the right time is whole.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    io,
    os::fd::AsFd as _,
    path::{Path, PathBuf},
};

use rustix::fs::{AtFlags, Mode, OFlags, linkat, makedev, mkdirat, mknodat, openat, symlinkat};

use super::pairs::{Pair, Sides, Visitor, walk};
use crate::live::{
    Error,
    files::{
        Filesystem, Folder, Identity, Kind, Node, Removal, Unwatched, Watch, attributes, bytes,
    },
};

/// What was left out of a copy on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The path on the live side.
    pub path: PathBuf,
    /// Why.
    pub why: &'static str,
}

/// Why something is not copied.
pub(super) fn left_out(node: &Node) -> Option<&'static str> {
    match node.kind {
        _ if node.mount_point => Some("another filesystem is mounted there"),
        Kind::Socket => Some("a socket is made anew by its program"),
        _ => None,
    }
}

/// A copy in the making.
pub(super) struct Copy<'a> {
    /// The directory that the copy is made in, and its name there.
    pub(super) to: &'a Folder,
    pub(super) name: &'a OsStr,
    /// Where it is copied from, for the reader.
    pub(super) live: &'a Path,
    pub(super) watch: &'a dyn Watch,
    /// Files with several names that were copied, and as what, below the copy.
    links: BTreeMap<Identity, PathBuf>,
    pub(super) left_out: Vec<LeftOut>,
    pub(super) errors: Vec<Error>,
}

impl<'a> Copy<'a> {
    pub(super) fn new(
        to: &'a Folder,
        name: &'a OsStr,
        live: &'a Path,
        watch: &'a dyn Watch,
    ) -> Self {
        let (links, left_out, errors) = (BTreeMap::new(), Vec::new(), Vec::new());
        Self { to, name, live, watch, links, left_out, errors }
    }

    /// Makes the copy, or what is still missing of it. What could not be copied is among the errors.
    ///
    /// # Errors
    /// When it makes no sense to go on: the disk is full, or it was stopped.
    pub(super) fn run(&mut self, from: &Folder, name: &OsStr) -> io::Result<()> {
        let (to, to_name, watch) = (self.to, self.name, self.watch);
        walk(&Pair { from, name, to, to_name, path: Path::new("") }, self, watch)
    }

    fn live_path(&self, path: &Path) -> PathBuf {
        if path.as_os_str().is_empty() { self.live.to_owned() } else { self.live.join(path) }
    }

    fn other(&mut self, pair: &Pair<'_>, node: &Node, there: Option<&Node>) -> io::Result<()> {
        let Pair { from, name, to, to_name, path } = *pair;
        if let Some(first) = self.links.get(&node.identity).filter(|_| node.links > 1) {
            let first = first.clone();
            return self.link(&first, to, to_name, there);
        }
        if !there.is_some_and(|there| is_copy(node, there)) {
            if there.is_some() {
                remove(to, to_name)?;
            }
            self.make(pair, node)?;
            attributes::apply(to, to_name, node, &attributes::extended(from, name)?)?;
        }
        if node.links > 1 {
            self.links.insert(node.identity, path.to_owned());
        }
        Ok(())
    }

    fn make(&self, pair: &Pair<'_>, node: &Node) -> io::Result<()> {
        let Pair { from, name, to, to_name, .. } = *pair;
        match node.kind {
            Kind::Link => Ok(symlinkat(from.target(name)?, to, to_name)?),
            Kind::File => {
                let source = from.file(name)?;
                let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW;
                let flags = flags | OFlags::CLOEXEC;
                let copy = openat(to, to_name, flags, Mode::RUSR | Mode::WUSR)?;
                attributes::write_in_place(&copy, &source);
                bytes::copy(source.as_fd(), copy.as_fd(), node.size, self.watch)
            }
            Kind::Fifo | Kind::Block | Kind::Character => {
                use rustix::fs::FileType;
                let file_type = match node.kind {
                    Kind::Block => FileType::BlockDevice,
                    Kind::Character => FileType::CharacterDevice,
                    _ => FileType::Fifo,
                };
                let device = makedev(node.special.0, node.special.1);
                Ok(mknodat(to, to_name, file_type, Mode::RUSR | Mode::WUSR, device)?)
            }
            Kind::Socket | Kind::Directory => Err(io::ErrorKind::InvalidInput.into()),
        }
    }

    /// Makes a name of a file that was copied under another.
    fn link(
        &mut self,
        first: &Path,
        to: &Folder,
        to_name: &OsStr,
        there: Option<&Node>,
    ) -> io::Result<()> {
        // Below the copy, which is not open to others, there are only directories on this way.
        let mut parts: Vec<OsString> = std::iter::once(self.name.to_owned())
            .chain(first.iter().map(OsStr::to_owned))
            .collect();
        let name = parts.pop().unwrap_or_default();
        let mut folder = None;
        for part in parts {
            folder = Some(folder.as_ref().unwrap_or(self.to).child(&part)?);
        }
        let folder = folder.as_ref().unwrap_or(self.to);
        let copied = folder.look(&name)?;
        if there.is_some_and(|there| there.identity == copied.identity) {
            return Ok(());
        }
        remove(to, to_name)?;
        Ok(linkat(folder, &name, to, to_name, AtFlags::empty())?)
    }
}

impl Visitor for Copy<'_> {
    fn meet(&mut self, pair: &Pair<'_>, (node, there): Sides<'_>) -> io::Result<bool> {
        let Pair { from, name, to, to_name, path } = *pair;
        let why = node.and_then(left_out);
        if let Some(why) = why {
            self.left_out.push(LeftOut { path: self.live_path(path), why });
        }
        let Some(node) = node.filter(|_| why.is_none()) else {
            remove(to, to_name)?;
            return Ok(false);
        };
        if node.kind != Kind::Directory {
            return self.other(pair, node, there).map(|()| false);
        }
        if there.is_none_or(|there| there.kind != Kind::Directory) {
            remove(to, to_name)?;
            mkdirat(to, to_name, Mode::RWXU)?;
        }
        attributes::write_in_place(&to.child(to_name)?, &from.child(name)?);
        Ok(true)
    }

    fn leave(&mut self, pair: &Pair<'_>, node: &Node) -> io::Result<()> {
        let extended = attributes::extended(pair.from, pair.name)?;
        attributes::apply(pair.to, pair.to_name, node, &extended)
    }

    fn failed(&mut self, path: &Path, error: io::Error) {
        self.errors.push(Error::new(self.live_path(path), error));
    }
}

/// Whether a file was copied before, as far as can be told without reading it. Comparing reads it.
fn is_copy(node: &Node, there: &Node) -> bool {
    let of = |node: &Node| (node.kind, node.size, node.mode, node.user, node.group);
    of(node) == of(there) && node.special == there.special && same_time(node, there)
}

/// Whether a copy has the time of its original; some filesystems know seconds only.
pub(super) fn same_time(node: &Node, there: &Node) -> bool {
    let (time, copied) = (node.changed, there.changed);
    time == copied || copied.nanoseconds == 0 && time.seconds == copied.seconds
}

/// Deletes a part of a copy.
pub(super) fn remove(folder: &Folder, name: &OsStr) -> io::Result<()> {
    let mut removal = Removal::new(Filesystem::Other, &Unwatched);
    if removal.remove(folder, name, Path::new("")) {
        return Ok(());
    }
    let error = removal.errors.pop().map(|error| error.error);
    Err(error.unwrap_or_else(|| io::ErrorKind::Other.into()))
}
