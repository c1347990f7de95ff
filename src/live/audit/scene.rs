//! What all processors share while they look, and how what is in a directory is told.

use std::{
    ffi::OsStr,
    os::{fd::OwnedFd, unix::ffi::OsStrExt as _},
    path::{Component, Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use jiff::Timestamp;
use rustix::fs::{self, Mode, OFlags};

use super::{
    Request,
    plan::{NodeId, Plan, What},
};
use crate::live::{Configured, Mounts};

/// Whose something is, as far as the plan says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    Unknown,
    /// An index of [`Configured::state`].
    State(u32),
    /// An index of [`Configured::entries`].
    Pending(u32),
}

/// What is known of a directory while it is walked.
pub(super) struct Folder {
    pub(super) node: Option<NodeId>,
    pub(super) manner: Manner,
    /// The same directory of the older root.
    pub(super) old: Option<Arc<OwnedFd>>,
}

/// How what is in a directory is told.
#[derive(Clone, Copy)]
pub(super) enum Manner {
    /// Not at all, but for what is known to be below.
    Silent,
    /// Each thing by itself.
    Apart(Owner),
    /// As a part of a group.
    Grouped(u32),
}

/// What all lookers share.
pub(super) struct Scene<'c> {
    pub(super) configured: &'c Configured,
    pub(super) plan: Plan,
    ignored: GlobSet,
    pub(super) since: Option<(i64, u32)>,
    pub(super) groups: Mutex<Vec<(PathBuf, Owner)>>,
}

impl<'c> Scene<'c> {
    pub(super) fn new(request: &Request<'c>, mounts: &Mounts, runs: bool) -> Self {
        let configured = request.configured;
        let mut ignored = GlobSetBuilder::new();
        for pattern in &configured.ignored {
            // The same as in persist-lint.toml, where they were validated.
            if let Ok(glob) = GlobBuilder::new(pattern).literal_separator(true).build() {
                ignored.add(glob);
            }
        }
        let moment = |time: Timestamp| {
            (time.as_second(), u32::try_from(time.subsec_nanosecond()).unwrap_or(0))
        };
        Self {
            configured,
            plan: Plan::new(configured, mounts, runs),
            ignored: ignored.build().unwrap_or_default(),
            since: request.since.map(moment),
            groups: Mutex::default(),
        }
    }

    /// The directory a walk begins with.
    pub(super) fn first(&self, path: &str, old: Option<&Path>) -> Folder {
        let node = self.plan.find(Path::new(path));
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let old = old.and_then(|old| fs::open(old, flags, Mode::empty()).ok()).map(Arc::new);
        let manner = match node.and_then(|node| self.plan.what(node)) {
            Some(What::State(state)) => self.whole(path.into(), Owner::State(state), node),
            _ => Manner::Apart(Owner::Unknown),
        };
        Folder { node, manner, old }
    }

    /// A directory that belongs to one owner: a group, unless a part of it is kept.
    pub(super) fn whole(&self, path: PathBuf, owner: Owner, node: Option<NodeId>) -> Manner {
        if node.is_some_and(|node| self.plan.holds_kept(node)) {
            return Manner::Apart(owner);
        }
        let mut groups = self.groups.lock().unwrap_or_else(PoisonError::into_inner);
        groups.push((path, owner));
        Manner::Grouped(u32::try_from(groups.len() - 1).unwrap_or(u32::MAX))
    }

    pub(super) fn is_ignored(&self, path: &Path) -> bool {
        !self.ignored.is_empty()
            && (self.ignored.is_match(path) || self.ignored.is_match(path.join("x")))
    }

    /// Whether a link leads to what lasts, or to what is made anew: then nobody misses it.
    pub(super) fn leads_away(&self, directory: &Path, target: &OsStr) -> bool {
        let mut resolved = PathBuf::new();
        for part in directory.join(target).components() {
            match part {
                Component::ParentDir => drop(resolved.pop()),
                Component::CurDir => {}
                part => resolved.push(part),
            }
        }
        let private = ["/var/lib/private", "/var/cache/private", "/var/log/private"];
        if private.iter().any(|private| resolved.starts_with(private)) {
            return true;
        }
        let mut node = 0;
        for part in resolved.components() {
            let Component::Normal(name) = part else { continue };
            let Some(child) = self.plan.child(node, name.as_bytes()) else { return false };
            let what = self.plan.what(child);
            if self.plan.is_mounted(child) || matches!(what, Some(What::Kept | What::Worthless)) {
                return true;
            }
            node = child;
        }
        false
    }
}
