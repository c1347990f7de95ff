//! What has to be done for each entry: the live side and the storage side are looked at, and nothing is changed.

use std::{
    ffi::OsStr,
    io,
    path::{Path, PathBuf},
};

use super::{
    Machine, STAGING,
    copy::{LeftOut, left_out},
    verify::{Mode as Comparing, Verification},
    way::{Way, live_side, way},
};
use crate::{
    live::{
        Configured, Entry, Error, Mounts,
        files::{DEEPEST, Folder, Kind, Node, TOO_DEEP, Watch},
    },
    model::{Certainty, EntryKind},
};

/// What is to be done for an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// The storage has nothing, the live side has data: it is to be copied.
    Copy,
    /// It is copied with an entry around it.
    Within(String),
    /// The storage has its data; the live side shows it, or is empty.
    Safe,
    /// Neither side has data.
    Nothing,
    /// Both sides have data, and so many names differ: nothing is done, as only the user can know which one counts.
    Both(u64),
    /// NixOS makes the live side, as a link to this.
    Made(String),
    /// It is not done, and this is why.
    Refused(String),
}

impl Status {
    /// Whether the storage lacks something that the live side has, before anything is copied.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Copy | Self::Both(_) | Self::Refused(_))
    }

    /// One word for it.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Copy => "copy",
            Self::Within(_) => "within",
            Self::Safe => "safe",
            Self::Nothing => "nothing",
            Self::Both(_) => "both",
            Self::Made(_) => "made",
            Self::Refused(_) => "refused",
        }
    }
}

/// A directory of the storage that has to be made first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parent {
    /// Its path on the machine.
    pub path: String,
    /// Whose it will be: like the directory on the live side that it stands for.
    pub user: u32,
    /// Likewise.
    pub group: u32,
    /// Likewise.
    pub mode: u32,
}

/// An entry, and what is to be done for it.
#[derive(Debug)]
pub struct Item {
    /// The path on the machine.
    pub path: String,
    /// Where its data will be.
    pub storage: String,
    /// The storage that is in.
    pub root: String,
    /// Directory or file.
    pub kind: EntryKind,
    /// What is to be done.
    pub status: Status,
    /// Of a copy: directories to be made before, the outermost first.
    pub parents: Vec<Parent>,
    /// Of a copy: how many names it has.
    pub files: u64,
    /// Of a copy: what it takes on the disk.
    pub bytes: u64,
    /// Of a copy: what is not copied.
    pub left_out: Vec<LeftOut>,
    /// Of a copy: what cannot be read.
    pub errors: Vec<Error>,
    /// Units that may write there, and should be stopped.
    pub units: Vec<String>,
}

/// What is to be done for each entry of a configuration, in the order of their paths.
#[must_use]
pub fn plan(
    machine: &Machine,
    configured: &Configured,
    mounts: &Mounts,
    watch: &dyn Watch,
) -> Vec<Item> {
    let mut entries: Vec<&Entry> = configured.entries.iter().collect();
    entries.sort_by(|left, right| (&left.path, &left.storage).cmp(&(&right.path, &right.storage)));
    entries.dedup_by(|later, first| later.path == first.path && later.storage == first.storage);
    let mut items: Vec<Item> = Vec::new();
    for entry in entries {
        if watch.stopped() {
            break;
        }
        let mut item = Item {
            path: entry.path.clone(),
            storage: entry.storage.clone(),
            root: entry.root.clone(),
            kind: entry.kind,
            status: Status::Nothing,
            parents: Vec::new(),
            files: 0,
            bytes: 0,
            left_out: Vec::new(),
            errors: Vec::new(),
            units: Vec::new(),
        };
        let around = items.iter().find(|around| {
            around.status == Status::Copy
                && around.kind == EntryKind::Directory
                && Path::new(&item.storage).starts_with(&around.storage)
                && Path::new(&item.path).starts_with(&around.path)
        });
        item.status = match around {
            Some(around) => Status::Within(around.path.clone()),
            None if Path::new(&entry.storage).starts_with(&entry.path) => {
                Status::Refused("the storage lies in it".to_owned())
            }
            None => match status(machine, &item, watch) {
                Ok(Status::Copy) => match unfit(machine, configured, mounts, &entry.storage) {
                    Some(why) => Status::Refused(why),
                    None => Status::Copy,
                },
                Ok(status) => status,
                Err(error) => Status::Refused(error.to_string()),
            },
        };
        if item.status == Status::Copy {
            item.measure(machine, configured, watch);
        }
        items.push(item);
    }
    items
}

/// Why a place in a storage takes nothing now.
pub(super) fn unfit(
    machine: &Machine,
    configured: &Configured,
    mounts: &Mounts,
    storage: &str,
) -> Option<String> {
    let mount = configured.mount_over(storage)?;
    if mount.ephemeral == Certainty::Yes {
        return Some(format!("the storage is on `{}`, which is wiped: {}", mount.path, mount.why));
    }
    let point = machine.here(&mount.path);
    let mounted = mounts.at(&point).is_some() || mount.path == "/";
    (!mounted).then(|| format!("`{}` is not mounted", point.display()))
}

fn status(machine: &Machine, item: &Item, watch: &dyn Watch) -> io::Result<Status> {
    let refused = |why: String| Ok(Status::Refused(why));
    let way = way(machine, &item.root, &item.storage)?;
    let stored = match way.missing.is_empty() {
        true => way.folder.find(&way.name)?,
        false => None,
    };
    let stored_data = match &stored {
        Some(node) => has_data(&way.folder, &way.name, node)?,
        None => false,
    };
    let Some((folder, name, node)) = live_side(machine, &item.path)? else {
        return Ok(if stored_data { Status::Safe } else { Status::Nothing });
    };
    if stored.is_some_and(|stored| stored.identity == node.identity) {
        return Ok(Status::Safe);
    }
    if node.kind == Kind::Link {
        let target = folder.target(&name)?;
        let shown = target.display();
        if target == Path::new(&item.storage) {
            return Ok(if stored_data { Status::Safe } else { Status::Nothing });
        }
        if ["/nix/store", "/etc/static", "/run"].iter().any(|made| target.starts_with(made)) {
            return Ok(Status::Made(target.display().to_string()));
        }
        return refused(format!(
            "it is a link to `{shown}`; what is there has to be moved by hand"
        ));
    }
    let expected = match item.kind {
        EntryKind::Directory => Kind::Directory,
        EntryKind::File => Kind::File,
    };
    if node.kind != expected {
        let (is, should) = (node.kind.as_str(), item.kind.as_str());
        return refused(format!("it is a {is}, but the entry is for a {should}"));
    }
    if node.mount_point {
        return refused("another filesystem is mounted there".to_owned());
    }
    if !has_data(&folder, &name, &node)? {
        return Ok(if stored_data { Status::Safe } else { Status::Nothing });
    }
    match stored {
        None => Ok(Status::Copy),
        Some(_) if stored_data => {
            let mut comparison = Verification::new(Comparing::Glance, watch);
            comparison.run(&folder, &name, &way.folder, &way.name)?;
            Ok(match comparison.differences.len() {
                0 => Status::Safe,
                count => Status::Both(count as u64),
            })
        }
        Some(stored) if stored.kind == Kind::Directory && node.kind == Kind::Directory => {
            Ok(match stored.mount_point {
                true => Status::Refused("an empty filesystem is mounted in the storage".to_owned()),
                false => Status::Copy,
            })
        }
        Some(_) => refused("an empty file is in the storage".to_owned()),
    }
}

/// Whether there is anything in it. A machine id that says that there is none is nothing.
fn has_data(folder: &Folder, name: &OsStr, node: &Node) -> io::Result<bool> {
    Ok(match node.kind {
        Kind::Directory => {
            // Whatever is mounted there.
            let names = folder.step(name)?.names()?;
            names.iter().any(|name| name != STAGING)
        }
        Kind::File if node.size == 14 && name == "machine-id" => {
            let mut text = [0; 14];
            let read = rustix::io::pread(folder.file(name)?, &mut text[..], 0)?;
            &text[..read] != b"uninitialized\n"
        }
        Kind::File => node.size > 0,
        _ => true,
    })
}

impl Item {
    /// Fills in what a copy needs.
    fn measure(&mut self, machine: &Machine, configured: &Configured, watch: &dyn Watch) {
        match way(machine, &self.root, &self.storage) {
            Ok(way) => self.parents = parents(machine, self, &way),
            Err(error) => self.errors.push(Error::new(&self.storage, error)),
        }
        match live_side(machine, &self.path) {
            Ok(Some((folder, name, node))) => {
                self.count(&folder, &name, &node, PathBuf::from(&self.path), 0, watch);
            }
            Ok(None) => {}
            Err(error) => self.errors.push(Error::new(&self.path, error)),
        }
        let path = Path::new(&self.path);
        let near = |state: &str| path.starts_with(state) || Path::new(state).starts_with(path);
        let units = configured.state.iter().filter(|state| near(&state.path));
        self.units = units.filter_map(|state| state.unit.clone()).collect();
        self.units.sort();
        self.units.dedup();
    }

    fn count(
        &mut self,
        folder: &Folder,
        name: &OsStr,
        node: &Node,
        path: PathBuf,
        depth: usize,
        watch: &dyn Watch,
    ) {
        if watch.stopped() {
            return;
        }
        watch.file();
        if let Some(why) = left_out(node) {
            self.left_out.push(LeftOut { path, why });
            return;
        }
        self.files += 1;
        self.bytes = self.bytes.saturating_add(node.allocated);
        // Whether a file can be read is known only when it is opened.
        if node.kind == Kind::File
            && let Err(error) = folder.file(name)
        {
            return self.unreadable(path, error);
        }
        let listed = match node.kind {
            Kind::Directory if depth == DEEPEST => Err(io::Error::other(TOO_DEEP)),
            Kind::Directory => folder.child(name).and_then(|child| Ok((child.names()?, child))),
            _ => return,
        };
        let (names, child) = match listed {
            Ok(listed) => listed,
            Err(error) => return self.unreadable(path, error),
        };
        for name in names {
            match child.find(&name) {
                Ok(Some(node)) => {
                    self.count(&child, &name, &node, path.join(&name), depth + 1, watch);
                }
                Ok(None) => {}
                Err(error) => self.unreadable(path.join(name), error),
            }
        }
    }

    /// Notes what cannot be looked at; what vanished meanwhile is no trouble.
    fn unreadable(&mut self, path: PathBuf, error: io::Error) {
        if error.kind() != io::ErrorKind::NotFound {
            self.errors.push(Error::new(path, error));
        }
    }
}

/// The directories to be made in the storage. Each is like the one on the live side that it stands for: `/persist/var/lib` like `/var/lib`.
fn parents(machine: &Machine, item: &Item, way: &Way) -> Vec<Parent> {
    let mut live = Path::new(&item.path);
    let mut stored = Path::new(&item.storage);
    // What stands for nothing belongs to whoever makes it, which is root mostly.
    let own = (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw());
    let mut found = Vec::new();
    let mut same = live.file_name() == stored.file_name();
    for _ in &way.missing {
        let Some(parent) = stored.parent() else { break };
        stored = parent;
        live = live.parent().unwrap_or(live);
        // As long as the names are the same, it stands for that directory.
        same &= live.file_name() == stored.file_name();
        let like = same.then(|| machine.root.within(live).and_then(|folder| folder.itself()));
        let like = like.and_then(Result::ok);
        let (user, group, mode) =
            like.map_or((own.0, own.1, 0o755), |node| (node.user, node.group, node.mode));
        found.push(Parent { path: stored.display().to_string(), user, group, mode });
    }
    found.reverse();
    found
}
