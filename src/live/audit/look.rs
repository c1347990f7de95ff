//! What is made of the files that the walk meets.

use std::{
    ffi::{CStr, OsStr},
    os::{fd::AsFd, unix::ffi::OsStrExt as _},
    sync::Arc,
};

use rustc_hash::FxHashMap;
use rustix::fs::{self, AtFlags, FileType, Mode, OFlags, Statx, StatxFlags};

use super::{
    ERRORS,
    found::{Count, Part},
    plan::What,
    scene::{Folder, Manner, Owner, Scene},
};
use crate::live::{
    Error,
    walk::{Directory, Look},
};

/// Files of one directory that are told one by one; more are told as the directory.
const SINGLE: usize = 64;

/// Files of a group that one processor measures. To ask for the size of a file takes three times as long as to see its name, so of more only each
/// [`EACH`]th is measured, and stands for the others.
const MEASURED: u64 = 4096;
const EACH: u64 = 16;

/// What one processor found.
pub(super) struct Looker<'s> {
    pub(super) scene: &'s Scene<'s>,
    pub(super) counts: FxHashMap<u32, Count>,
    /// Of the directory that is being told.
    current: Count,
    /// The group it belongs to, and how many files of that were seen before.
    group: Option<(u32, u64)>,
    singles: Vec<Part>,
    /// Of its files that are too many to tell.
    rest: Count,
    pub(super) parts: Vec<Part>,
    pub(super) errors: Vec<Error>,
    pub(super) more_errors: usize,
    pub(super) unclear: usize,
    pub(super) special: usize,
}

impl<'s> Looker<'s> {
    pub(super) fn new(scene: &'s Scene<'s>) -> Self {
        Self {
            scene,
            counts: FxHashMap::default(),
            current: Count::default(),
            group: None,
            singles: Vec::new(),
            rest: Count::default(),
            parts: Vec::new(),
            errors: Vec::new(),
            more_errors: 0,
            unclear: 0,
            special: 0,
        }
    }

    /// How many files the next one of a group stands for; none when it is not to be measured.
    fn weight(&mut self, group: u32, is_compared: bool) -> u64 {
        let before = match self.group {
            Some((known, before)) if known == group => before,
            _ => {
                let before = self.counts.get(&group).map_or(0, |count| count.files);
                self.group = Some((group, before));
                before
            }
        };
        let seen = before + self.current.files;
        match seen < MEASURED || is_compared {
            true => 1,
            false if seen.is_multiple_of(EACH) => EACH,
            false => 0,
        }
    }

    /// Size and times; `None` when it could not be asked, which is noted.
    fn stat(&mut self, parent: &Directory<Folder>, name: &CStr) -> Option<Statx> {
        let wanted = match self.scene.since {
            None => StatxFlags::SIZE | StatxFlags::MTIME,
            Some(_) => StatxFlags::SIZE | StatxFlags::MTIME | StatxFlags::CTIME,
        };
        let flags = AtFlags::SYMLINK_NOFOLLOW | AtFlags::NO_AUTOMOUNT;
        match fs::statx(&parent.fd, name, flags, wanted) {
            Ok(stat) => Some(stat),
            Err(error) => {
                self.failed(Error::new(parent.join(name), error));
                None
            }
        }
    }

    /// A file that is told by itself, unless its directory has too many of them.
    fn single(&mut self, part: Part, what: Option<What>) {
        if what.is_some() {
            self.parts.push(part);
            return;
        }
        if self.singles.len() == SINGLE {
            for single in self.singles.drain(..) {
                self.rest.add(single.count);
            }
        }
        if self.rest.files > 0 {
            self.rest.add(part.count);
        } else {
            self.singles.push(part);
        }
    }

    /// Whether a file counts: it is new enough, and not the same as in the older root.
    fn is_news(&self, parent: &Directory<Folder>, name: &CStr, stat: &Statx) -> bool {
        let (changed, moved) = (moment(&stat.stx_mtime), moment(&stat.stx_ctime));
        // A file that was moved or copied here keeps the time of its contents.
        if self.scene.since.is_some_and(|since| changed.max(moved) < since) {
            return false;
        }
        let Some(old) = &parent.folder.old else { return true };
        let flags = AtFlags::SYMLINK_NOFOLLOW | AtFlags::NO_AUTOMOUNT;
        let wanted = StatxFlags::TYPE | StatxFlags::SIZE | StatxFlags::MTIME;
        let Ok(before) = fs::statx(old.as_fd(), name, flags, wanted) else { return true };
        before.stx_size != stat.stx_size || moment(&before.stx_mtime) != changed
    }
}

fn moment(time: &rustix::fs::StatxTimestamp) -> (i64, u32) {
    (time.tv_sec, time.tv_nsec)
}

impl Look for Looker<'_> {
    type Folder = Folder;

    fn folder(&mut self, parent: &Directory<Folder>, name: &CStr) -> Option<Folder> {
        let (scene, plan) = (self.scene, &self.scene.plan);
        let node = parent.folder.node.and_then(|node| plan.child(node, name.to_bytes()));
        if node.is_some_and(|node| plan.is_mounted(node)) {
            return None;
        }
        let holds_any = node.is_some_and(|node| plan.holds_any(node));
        let path = || parent.join(name);
        let manner = match (node.and_then(|node| plan.what(node)), parent.folder.manner) {
            (Some(What::Kept), _) => return None,
            (Some(What::Unclear), _) => {
                self.unclear += 1;
                return None;
            }
            (Some(What::Worthless), _) | (None, Manner::Silent) if holds_any => Manner::Silent,
            (Some(What::Worthless), _) | (None, Manner::Silent) => return None,
            (Some(What::Shared), _) => Manner::Apart(Owner::Unknown),
            (Some(What::State(state)), _) => {
                let path = path();
                if scene.is_ignored(&path) {
                    return None;
                }
                scene.whole(path, Owner::State(state), node)
            }
            (Some(What::Pending(entry)), _) => scene.whole(path(), Owner::Pending(entry), node),
            (None, grouped @ Manner::Grouped(_)) => grouped,
            (None, Manner::Apart(owner)) => {
                let path = path();
                if scene.is_ignored(&path) {
                    return None;
                }
                // What is nobody's is taken apart as long as something below is known.
                match owner {
                    Owner::Unknown if holds_any => Manner::Apart(owner),
                    owner => scene.whole(path, owner, node),
                }
            }
        };
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let old = parent.folder.old.as_ref();
        let old = old.and_then(|old| fs::openat(old.as_fd(), name, flags, Mode::empty()).ok());
        Some(Folder { node, manner, old: old.map(Arc::new) })
    }

    fn file(&mut self, parent: &Directory<Folder>, name: &CStr, file_type: FileType) {
        let plan = &self.scene.plan;
        let node = parent.folder.node.and_then(|node| plan.child(node, name.to_bytes()));
        if node.is_some_and(|node| plan.is_mounted(node)) {
            return;
        }
        let what = node.and_then(|node| plan.what(node));
        let owner = match (what, parent.folder.manner) {
            (Some(What::Kept | What::Worthless | What::Unclear), _)
            | (None | Some(What::Shared), Manner::Silent) => return,
            (Some(What::State(state)), _) => Some(Owner::State(state)),
            (Some(What::Pending(entry)), _) => Some(Owner::Pending(entry)),
            (_, Manner::Apart(owner)) => Some(owner),
            (_, Manner::Grouped(_)) => None,
        };
        match file_type {
            FileType::RegularFile => {}
            FileType::Symlink => match fs::readlinkat(&parent.fd, name, Vec::new()) {
                Ok(target) => {
                    let target = OsStr::from_bytes(target.to_bytes());
                    if self.scene.leads_away(&parent.path, target) {
                        return;
                    }
                }
                Err(error) => return self.failed(Error::new(parent.join(name), error)),
            },
            _ => {
                self.special += 1;
                return;
            }
        }
        let is_compared = self.scene.since.is_some() || parent.folder.old.is_some();
        let weight = match (owner, parent.folder.manner) {
            (None, Manner::Grouped(group)) => self.weight(group, is_compared),
            _ => 1,
        };
        if weight == 0 {
            self.current.files += 1;
            self.current.is_estimate = true;
            return;
        }
        let Some(stat) = self.stat(parent, name) else { return };
        if !self.is_news(parent, name, &stat) {
            return;
        }
        let count = Count {
            files: 1,
            bytes: stat.stx_size.saturating_mul(weight),
            changed: Some(moment(&stat.stx_mtime)),
            is_estimate: weight > 1,
        };
        match owner {
            None => self.current.add(count),
            Some(owner) => {
                let path = parent.join(name);
                if !self.scene.is_ignored(&path) {
                    self.single(Part { path, owner, is_file: true, is_rest: false, count }, what);
                }
            }
        }
    }

    fn end(&mut self, directory: &Directory<Folder>) {
        let mut current = std::mem::take(&mut self.current);
        self.group = None;
        if current.is_estimate
            && let Ok(stat) = fs::statx(&directory.fd, c"", AtFlags::EMPTY_PATH, StatxFlags::MTIME)
        {
            // A file that was not asked may be the newest; the directory knows when one came.
            current.changed = current.changed.max(Some(moment(&stat.stx_mtime)));
        }
        if let Manner::Grouped(group) = directory.folder.manner
            && current.files > 0
        {
            self.counts.entry(group).or_default().add(current);
        }
        self.parts.append(&mut self.singles);
        let count = std::mem::take(&mut self.rest);
        if count.files == 0 {
            return;
        }
        let owner = match directory.folder.manner {
            Manner::Apart(owner) => owner,
            _ => Owner::Unknown,
        };
        let path = directory.path.clone();
        self.parts.push(Part { path, owner, is_file: false, is_rest: true, count });
    }

    fn failed(&mut self, error: Error) {
        if self.errors.len() < ERRORS {
            self.errors.push(error);
        } else {
            self.more_errors += 1;
        }
    }
}
