//! How much was found, and of what.

use std::{path::PathBuf, sync::PoisonError};

use jiff::Timestamp;
use rustc_hash::FxHashMap;
use rustix::io::Errno;

use super::{look::Looker, scene::Owner};
use crate::live::Error;

/// How much there is.
#[derive(Clone, Copy, Default)]
pub(super) struct Count {
    pub(super) files: u64,
    pub(super) bytes: u64,
    pub(super) changed: Option<(i64, u32)>,
    /// Whether not every file was measured.
    pub(super) is_estimate: bool,
}

impl Count {
    pub(super) fn add(&mut self, other: Self) {
        self.files += other.files;
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.changed = self.changed.max(other.changed);
        self.is_estimate |= other.is_estimate;
    }

    pub(super) fn changed(self) -> Timestamp {
        let (second, nanosecond) = self.changed.unwrap_or_default();
        Timestamp::new(second, nanosecond.try_into().unwrap_or(0)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// Something to tell.
pub(super) struct Part {
    pub(super) path: PathBuf,
    pub(super) owner: Owner,
    pub(super) is_file: bool,
    /// Files of a directory that is not lost as a whole.
    pub(super) is_rest: bool,
    pub(super) count: Count,
}

/// What all processors found.
pub(super) struct Found {
    pub(super) parts: Vec<Part>,
    pub(super) errors: Vec<Error>,
    pub(super) more_errors: usize,
    pub(super) unclear: usize,
    pub(super) special: usize,
}

impl Found {
    pub(super) fn of(lookers: Vec<Looker<'_>>) -> Self {
        let mut found =
            Self { parts: Vec::new(), errors: Vec::new(), more_errors: 0, unclear: 0, special: 0 };
        let mut groups = Vec::new();
        let mut counts: FxHashMap<u32, Count> = FxHashMap::default();
        for looker in lookers {
            let mut shared = looker.scene.groups.lock().unwrap_or_else(PoisonError::into_inner);
            groups.append(&mut shared);
            drop(shared);
            for (group, count) in looker.counts.iter().map(|(group, count)| (*group, *count)) {
                counts.entry(group).or_default().add(count);
            }
            found.parts.extend(looker.parts);
            found.errors.extend(looker.errors);
            found.more_errors += looker.more_errors;
            found.unclear += looker.unclear;
            found.special += looker.special;
        }
        for (index, (path, owner)) in (0..).zip(groups) {
            if let Some(count) = counts.get(&index) {
                found.parts.push(Part {
                    path,
                    owner,
                    is_file: false,
                    is_rest: false,
                    count: *count,
                });
            }
        }
        found.parts.sort_by(|left, right| left.path.cmp(&right.path));
        found
    }
}

/// Whether an error says that something is gone that was there a moment ago: that is no trouble.
#[must_use]
pub fn is_vanished(error: &Error) -> bool {
    error.error.raw_os_error() == Some(Errno::NOENT.raw_os_error())
}
