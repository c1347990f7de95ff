//! What differs between two roots. Both are walked side by side, in the order of the names, so that nothing has to be remembered.

use std::{
    ffi::{OsStr, OsString},
    io,
    os::fd::AsFd as _,
    path::{Path, PathBuf},
};

use crate::live::{
    Error,
    files::{DEEPEST, Folder, Kind, Node, TOO_DEEP, Watch, bytes},
};

/// How a path differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// Only the second root has it.
    Added,
    /// Only the first root has it.
    Removed,
    /// Both have it: contents, kind or target of a link differ.
    Contents,
    /// Both have it: only owner or mode differ.
    Attributes,
}

impl What {
    /// For the reader.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Contents => "changed",
            Self::Attributes => "attributes",
        }
    }
}

/// A difference, or several in one folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The path on the machine, absolute.
    pub path: PathBuf,
    /// How it differs.
    pub what: What,
    /// What it is; a directory stands for all that is in it, or for that part of it that differs.
    pub kind: Kind,
    /// How many names differ.
    pub files: u64,
    /// Their size.
    pub bytes: u64,
}

/// One of the roots.
#[derive(Debug)]
pub struct Side {
    /// Its top.
    pub folder: Folder,
    /// How to name it.
    pub path: PathBuf,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Comparison {
    /// The differences, sorted by path.
    pub changes: Vec<Change>,
    /// What could not be compared.
    pub errors: Vec<Error>,
}

/// Compares two roots. What `leave` says yes to, given a path of the machine and what is known of it, is left out with all that is below it.
///
/// Files differ when their bytes do: what is made anew at each boot has a new date and still is the same.
pub fn compare(
    before: &Side,
    after: &Side,
    leave: &dyn Fn(&Path, &Node, Option<&Path>) -> bool,
    watch: &dyn Watch,
) -> Comparison {
    let mut walk = Walk { found: Comparison::default(), before, after, leave, watch };
    walk.folders(&before.folder, &after.folder, Path::new("/"), 0);
    walk.found
}

struct Walk<'a> {
    found: Comparison,
    before: &'a Side,
    after: &'a Side,
    leave: &'a dyn Fn(&Path, &Node, Option<&Path>) -> bool,
    watch: &'a dyn Watch,
}

/// A name in a folder that is there.
struct Found<'a> {
    folder: &'a Folder,
    node: Node,
    target: Option<PathBuf>,
}

impl Walk<'_> {
    fn failed(&mut self, side: &Side, path: &Path, error: io::Error) {
        let path = side.path.join(path.strip_prefix("/").unwrap_or(path));
        self.found.errors.push(Error::new(path, error));
    }

    fn folders(&mut self, before: &Folder, after: &Folder, at: &Path, depth: usize) {
        let (left, right) = match (before.names(), after.names()) {
            (Ok(left), Ok(right)) => (left, right),
            (left, right) => {
                for (side, result) in [(self.before, left), (self.after, right)] {
                    if let Err(error) = result {
                        self.failed(side, at, error);
                    }
                }
                return;
            }
        };
        for (name, in_left, in_right) in merged(left, right) {
            if self.watch.stopped() {
                return;
            }
            self.watch.file();
            let path = at.join(&name);
            let left = self.look(self.before, in_left.then_some(before), &name, &path);
            let right = self.look(self.after, in_right.then_some(after), &name, &path);
            match (left, right) {
                (Ok(Some(left)), Ok(None)) => {
                    self.one_sided(self.before, &left, &name, path, What::Removed, depth);
                }
                (Ok(None), Ok(Some(right))) => {
                    self.one_sided(self.after, &right, &name, path, What::Added, depth);
                }
                (Ok(Some(left)), Ok(Some(right))) => self.both(&left, &right, &name, path, depth),
                // Vanished meanwhile, or reported.
                _ => {}
            }
        }
    }

    /// What a name is; nothing when it is not there. An error was reported.
    fn look<'f>(
        &mut self,
        side: &Side,
        folder: Option<&'f Folder>,
        name: &OsStr,
        path: &Path,
    ) -> Result<Option<Found<'f>>, ()> {
        let Some(folder) = folder else { return Ok(None) };
        let found = folder.find(name).and_then(|node| {
            let Some(node) = node else { return Ok(None) };
            let target = (node.kind == Kind::Link).then(|| folder.target(name)).transpose()?;
            Ok(Some(Found { folder, node, target }))
        });
        found.map_err(|error| self.failed(side, path, error))
    }

    fn leaves(&self, path: &Path, found: &Found<'_>) -> bool {
        found.node.mount_point || (self.leave)(path, &found.node, found.target.as_deref())
    }

    fn one_sided(
        &mut self,
        side: &Side,
        found: &Found<'_>,
        name: &OsStr,
        path: PathBuf,
        what: What,
        depth: usize,
    ) {
        if self.leaves(&path, found) {
            return;
        }
        let mut sum = Sum::default();
        if found.node.kind == Kind::Directory {
            let place = self.found.changes.len();
            let whole = self.sum(side, found.folder, name, &path, what, depth, &mut sum);
            if !whole {
                // Some of it is left out, so that the folder is no name for it; its parts were noted.
                return;
            }
            self.found.changes.truncate(place);
            sum.files += 1;
        } else {
            sum = Sum { files: 1, bytes: found.node.size };
        }
        let kind = found.node.kind;
        self.found.changes.push(Change { path, what, kind, files: sum.files, bytes: sum.bytes });
    }

    /// Counts what is in a folder that only one side has, and notes its parts. Whether all of it counts.
    #[expect(clippy::too_many_arguments, reason = "it is one step of a recursion")]
    fn sum(
        &mut self,
        side: &Side,
        parent: &Folder,
        name: &OsStr,
        at: &Path,
        what: What,
        depth: usize,
        sum: &mut Sum,
    ) -> bool {
        let listed = match depth {
            DEEPEST => Err(io::Error::other(TOO_DEEP)),
            _ => parent.child(name).and_then(|folder| Ok((folder.names()?, folder))),
        };
        let (names, folder) = match listed {
            Ok(listed) => listed,
            Err(error) => {
                self.failed(side, at, error);
                return true;
            }
        };
        let mut whole = true;
        for name in names {
            if self.watch.stopped() {
                return whole;
            }
            self.watch.file();
            let path = at.join(&name);
            let Ok(Some(found)) = self.look(side, Some(&folder), &name, &path) else { continue };
            if self.leaves(&path, &found) {
                whole = false;
                continue;
            }
            let kind = found.node.kind;
            let mut own = Sum { files: 1, bytes: found.node.size };
            if kind == Kind::Directory {
                own.bytes = 0;
                let place = self.found.changes.len();
                if !self.sum(side, &folder, &name, &path, what, depth + 1, &mut own) {
                    whole = false;
                    continue;
                }
                self.found.changes.truncate(place);
            }
            sum.files += own.files;
            sum.bytes = sum.bytes.saturating_add(own.bytes);
            let Sum { files, bytes } = own;
            self.found.changes.push(Change { path, what, kind, files, bytes });
        }
        whole
    }

    fn both(
        &mut self,
        left: &Found<'_>,
        right: &Found<'_>,
        name: &OsStr,
        path: PathBuf,
        depth: usize,
    ) {
        if self.leaves(&path, left) || self.leaves(&path, right) {
            return;
        }
        let owned = |node: &Node| (node.user, node.group, node.mode);
        let same = match self.same(left, right, name) {
            Ok(same) => same,
            Err(error) => {
                self.failed(self.after, &path, error);
                return;
            }
        };
        let what = match same {
            false => Some(What::Contents),
            true if owned(&left.node) != owned(&right.node) => Some(What::Attributes),
            true => None,
        };
        let kind = right.node.kind;
        if let Some(what) = what {
            let bytes = if kind == Kind::File { right.node.size } else { 0 };
            self.found.changes.push(Change { path: path.clone(), what, kind, files: 1, bytes });
        }
        if (left.node.kind, kind) != (Kind::Directory, Kind::Directory) {
            return;
        }
        if depth == DEEPEST {
            self.failed(self.after, &path, io::Error::other(TOO_DEEP));
            return;
        }
        match (left.folder.child(name), right.folder.child(name)) {
            (Ok(before), Ok(after)) => self.folders(&before, &after, &path, depth + 1),
            (before, after) => {
                for (side, result) in [(self.before, before), (self.after, after)] {
                    if let Err(error) = result {
                        self.failed(side, &path, error);
                    }
                }
            }
        }
    }

    /// Whether two names hold the same; of directories, only that they are some.
    fn same(&self, left: &Found<'_>, right: &Found<'_>, name: &OsStr) -> io::Result<bool> {
        let (one, other) = (&left.node, &right.node);
        Ok(one.kind == other.kind
            && match one.kind {
                Kind::Directory | Kind::Fifo | Kind::Socket => true,
                Kind::Link => left.target == right.target,
                Kind::Block | Kind::Character => one.special == other.special,
                Kind::File => {
                    one.identity == other.identity
                        || one.size == other.size
                            && bytes::same(
                                left.folder.file(name)?.as_fd(),
                                right.folder.file(name)?.as_fd(),
                                one.size,
                                self.watch,
                            )?
                }
            })
    }
}

#[derive(Default)]
struct Sum {
    files: u64,
    bytes: u64,
}

/// Two sorted lists as one, each name with the lists it is in.
fn merged(left: Vec<OsString>, right: Vec<OsString>) -> Vec<(OsString, bool, bool)> {
    let mut all = Vec::with_capacity(left.len().max(right.len()));
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    loop {
        let order = match (left.peek(), right.peek()) {
            (Some(one), Some(other)) => one.cmp(other),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => return all,
        };
        let in_left = order.is_le().then(|| left.next()).flatten();
        let in_right = order.is_ge().then(|| right.next()).flatten();
        let found = (in_left.is_some(), in_right.is_some());
        if let Some(name) = in_left.or(in_right) {
            all.push((name, found.0, found.1));
        }
    }
}
