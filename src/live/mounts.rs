//! The mounts of the running machine: which one a path is on.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, io,
    path::{Path, PathBuf},
};

use super::mountinfo::{self, MountInfo};

/// What could not be done with a path.
#[derive(Debug)]
pub struct Error {
    /// The path.
    pub path: PathBuf,
    /// Why, in the words of the system.
    pub error: io::Error,
}

impl Error {
    /// What went wrong with a path.
    pub fn new(path: impl Into<PathBuf>, error: impl Into<io::Error>) -> Self {
        Self { path: path.into(), error: error.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.error)
    }
}

impl std::error::Error for Error {}

/// The mounts that can be reached by a path. What another mount was put over, or a mount at a directory above, is hidden and not
/// among them.
#[derive(Clone, Debug, Default)]
pub struct Mounts {
    by_point: BTreeMap<PathBuf, MountInfo>,
}

impl Mounts {
    /// Those of this process.
    ///
    /// # Errors
    /// When `/proc` is not there or cannot be read.
    pub fn of_this_machine() -> Result<Self, Error> {
        let path = "/proc/self/mountinfo";
        let text = std::fs::read(path).map_err(|error| Error::new(path, error))?;
        Ok(Self::new(mountinfo::parse(&text)))
    }

    /// The ones of a list that are not hidden by others of it. The order of the list says nothing.
    #[must_use]
    pub fn new(list: Vec<MountInfo>) -> Self {
        let ids: BTreeSet<u64> = list.iter().map(|mount| mount.id).collect();
        let mut by_parent: BTreeMap<u64, Vec<MountInfo>> = BTreeMap::new();
        let mut pending = Vec::new();
        for mount in list {
            // Of a process that has a root of its own, the mount above that root is not in the list.
            if mount.parent != mount.id && ids.contains(&mount.parent) {
                by_parent.entry(mount.parent).or_default().push(mount);
            } else {
                pending.push(mount);
            }
        }
        let mut by_point = BTreeMap::new();
        let mut siblings = vec![pending];
        while let Some(group) = siblings.pop() {
            let points: Vec<PathBuf> = group.iter().map(|mount| mount.point.clone()).collect();
            for (index, mount) in group.into_iter().enumerate() {
                // A sibling at a directory above is what a path meets first; of two at one point the later is on top.
                let meets_first = |(other, point): (usize, &PathBuf)| {
                    let same = *point == mount.point;
                    if same {
                        other > index
                    } else {
                        mount.point.starts_with(point) && point != Path::new("/")
                    }
                };
                if points.iter().enumerate().any(meets_first) {
                    continue;
                }
                let mut top = mount;
                let mut children = by_parent.remove(&top.id).unwrap_or_default();
                while let Some(over) = children.iter().rposition(|child| child.point == top.point) {
                    top = children.swap_remove(over);
                    children = by_parent.remove(&top.id).unwrap_or_default();
                }
                siblings.push(children);
                by_point.insert(top.point.clone(), top);
            }
        }
        Self { by_point }
    }

    /// As a machine sees them whose root is at this path: the mounts below it, and the one it is on as `/`.
    #[must_use]
    pub fn seen_from(&self, root: &Path) -> Self {
        let inside = |mount: &MountInfo| {
            let point = Path::new("/").join(mount.point.strip_prefix(root).ok()?);
            Some((point.clone(), MountInfo { point, ..mount.clone() }))
        };
        let mut by_point: BTreeMap<PathBuf, MountInfo> =
            self.by_point.values().filter_map(inside).collect();
        if let Some(over) = self.over(root) {
            let mount = MountInfo { point: PathBuf::from("/"), ..over.clone() };
            by_point.insert(PathBuf::from("/"), mount);
        }
        Self { by_point }
    }

    /// The mount at exactly this path.
    #[must_use]
    pub fn at(&self, path: &Path) -> Option<&MountInfo> {
        self.by_point.get(path)
    }

    /// The mount a path is on: the one with the longest mount point at or above it. Symbolic links are not followed.
    #[must_use]
    pub fn over(&self, path: &Path) -> Option<&MountInfo> {
        path.ancestors().find_map(|ancestor| self.by_point.get(ancestor))
    }

    /// The mounts strictly below a path, sorted by it.
    pub fn below<'m>(&'m self, path: &'m Path) -> impl Iterator<Item = &'m MountInfo> {
        let at_or_below = self.by_point.range(path.to_owned()..);
        let at_or_below = at_or_below.take_while(move |(point, _)| point.starts_with(path));
        at_or_below.map(|(_, mount)| mount).filter(move |mount| mount.point != path)
    }

    /// All of them, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = &MountInfo> {
        self.by_point.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mounts(points: &[(u64, u64, &str, &str)]) -> Mounts {
        let lines: Vec<String> = points
            .iter()
            .map(|(id, parent, point, source)| {
                format!("{id} {parent} 0:{id} / {point} rw - tmpfs {source} rw")
            })
            .collect();
        Mounts::new(mountinfo::parse(lines.join("\n").as_bytes()))
    }

    fn source(mounts: &Mounts, path: &str) -> String {
        let mount = mounts.over(Path::new(path)).map(|mount| mount.source.clone());
        mount.unwrap_or_default().to_string_lossy().into_owned()
    }

    #[test]
    fn the_longest_mount_point_counts_part_by_part() {
        let table = mounts(&[
            (1, 0, "/", "root"),
            (2, 1, "/var/lib/foo", "foo"),
            (3, 1, "/var", "var"),
            (4, 3, "/var/lib/foo", "new"),
        ]);
        assert_eq!(source(&table, "/var/lib/foo/x"), "new");
        assert_eq!(source(&table, "/var/lib/foobar"), "var");
        assert_eq!(source(&table, "/etc"), "root");
        let below: Vec<_> = table.below(Path::new("/var")).map(|mount| mount.id).collect();
        assert_eq!(below, [4]);
        assert!(table.at(Path::new("/var/lib")).is_none());
    }

    #[test]
    fn from_another_root() {
        let table = mounts(&[(1, 0, "/", "root"), (2, 1, "/mnt/a", "a"), (3, 1, "/mntx", "x")]);
        let inside = table.seen_from(Path::new("/mnt"));
        assert_eq!(source(&inside, "/a/b"), "a");
        assert_eq!(source(&inside, "/etc"), "root");
        assert_eq!(inside.iter().count(), 2);
    }

    #[test]
    fn what_was_mounted_over_is_hidden() {
        let mut list = [
            (1, 0, "/", "root"),
            (2, 1, "/mnt/a", "hidden"),
            (3, 1, "/mnt", "old"),
            (4, 3, "/mnt", "new"),
            (5, 3, "/mnt/a", "hidden, too"),
            (6, 4, "/mnt/b", "b"),
        ];
        for _ in 0..2 {
            let table = mounts(&list);
            assert_eq!(source(&table, "/mnt/a"), "new");
            assert_eq!(source(&table, "/mnt/b/c"), "b");
            assert_eq!(table.iter().count(), 3);
            list.reverse();
        }
        // Something over the root hides all that was there.
        let table = mounts(&[(1, 0, "/", "old"), (2, 1, "/a", "hidden"), (3, 1, "/", "new")]);
        assert_eq!(source(&table, "/a"), "new");
    }

    #[test]
    fn a_process_with_a_root_of_its_own() {
        let table = mounts(&[(5, 3, "/", "root"), (6, 5, "/proc", "proc")]);
        assert_eq!(source(&table, "/proc/1"), "proc");
        assert_eq!(source(&table, "/etc"), "root");
        // The mount of a directory that became the root is not told.
        let table = mounts(&[(6, 5, "/proc", "proc"), (7, 5, "/nix", "nix")]);
        assert_eq!(source(&table, "/nix/store"), "nix");
        assert!(table.over(Path::new("/etc")).is_none());
    }
}
