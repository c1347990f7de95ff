//! Whether a copy is one: everything is read again and compared.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    io,
    os::fd::AsFd as _,
    path::{Path, PathBuf},
};

use super::{
    copy::{left_out, remove, same_time},
    pairs::{Pair, Sides, Visitor, walk},
};
use crate::live::files::{Folder, Identity, Kind, Node, Watch, attributes, bytes};

/// A path, below the copy, at which it is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) path: PathBuf,
    pub(super) why: String,
}

/// How a copy is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Everything, byte by byte; copied files that differ are deleted, so that they are copied again.
    Mend,
    /// What can be told without reading files. Nothing is changed.
    Glance,
}

/// Compares a tree with its copy.
pub(super) struct Verification<'w> {
    mode: Mode,
    watch: &'w dyn Watch,
    /// Files with several names, and what is their copy.
    links: BTreeMap<Identity, Identity>,
    pub(super) differences: Vec<Difference>,
}

impl<'w> Verification<'w> {
    pub(super) fn new(mode: Mode, watch: &'w dyn Watch) -> Self {
        Self { mode, watch, links: BTreeMap::new(), differences: Vec::new() }
    }

    pub(super) fn run(
        &mut self,
        from: &Folder,
        name: &OsStr,
        to: &Folder,
        to_name: &OsStr,
    ) -> io::Result<()> {
        let watch = self.watch;
        walk(&Pair { from, name, to, to_name, path: Path::new("") }, self, watch)
    }

    fn mend(&self, to: &Folder, name: &OsStr) -> io::Result<()> {
        if self.mode == Mode::Mend { remove(to, name) } else { Ok(()) }
    }

    fn differs(&mut self, path: &Path, why: impl Into<String>) {
        self.differences.push(Difference { path: path.to_owned(), why: why.into() });
    }

    /// What differs between a file and its copy, what is in a directory aside.
    fn difference(
        &mut self,
        pair: &Pair<'_>,
        node: &Node,
        there: &Node,
    ) -> io::Result<Option<&'static str>> {
        let Pair { from, name, to, to_name, .. } = *pair;
        if node.kind != there.kind {
            return Ok(Some("it is of another kind"));
        }
        if (node.user, node.group) != (there.user, there.group) {
            return Ok(Some("it belongs to somebody else"));
        }
        if node.mode != there.mode {
            return Ok(Some("its mode differs"));
        }
        if !same_time(node, there) {
            return Ok(Some("it changed meanwhile"));
        }
        if self.mode == Mode::Glance {
            return Ok(
                (node.size != there.size && node.kind == Kind::File).then_some("its size differs")
            );
        }
        let extended = attributes::extended(from, name)?;
        if !attributes::same(&extended, &attributes::extended(to, to_name)?) {
            return Ok(Some("its extended attributes differ"));
        }
        if node.kind != Kind::Directory && node.links > 1 {
            let copy = *self.links.entry(node.identity).or_insert(there.identity);
            if copy != there.identity {
                return Ok(Some("it is a file of its own"));
            }
        }
        let same = match node.kind {
            Kind::Link => from.target(name)? == to.target(to_name)?,
            Kind::Block | Kind::Character => node.special == there.special,
            Kind::File => {
                node.size == there.size
                    && bytes::same(
                        from.file(name)?.as_fd(),
                        to.file(to_name)?.as_fd(),
                        node.size,
                        self.watch,
                    )?
            }
            Kind::Directory | Kind::Fifo | Kind::Socket => true,
        };
        Ok((!same).then_some("its contents differ"))
    }
}

impl Visitor for Verification<'_> {
    fn meet(&mut self, pair: &Pair<'_>, (node, there): Sides<'_>) -> io::Result<bool> {
        let (to, to_name, path) = (pair.to, pair.to_name, pair.path);
        // Copied by other means, a socket may be there.
        let there = there.filter(|there| there.kind != Kind::Socket);
        let (node, there) = match (node.filter(|node| left_out(node).is_none()), there) {
            (None, None) => return Ok(false),
            (Some(node), Some(there)) => (node, there),
            (None, Some(_)) => {
                self.differs(path, "it is gone meanwhile");
                return self.mend(to, to_name).map(|()| false);
            }
            (Some(_), None) => {
                self.differs(path, "it was not copied");
                return Ok(false);
            }
        };
        if let Some(why) = self.difference(pair, node, there)? {
            self.differs(path, why);
            if there.kind != Kind::Directory {
                self.mend(to, to_name)?;
            }
        }
        Ok((node.kind, there.kind) == (Kind::Directory, Kind::Directory))
    }

    fn leave(&mut self, _: &Pair<'_>, _: &Node) -> io::Result<()> {
        Ok(())
    }

    fn failed(&mut self, path: &Path, error: io::Error) {
        self.differs(path, error.to_string());
    }
}
