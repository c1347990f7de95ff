//! Which of the files that were read are others now.

use std::{
    fs,
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime},
};

use rustc_hash::FxHashMap;

use super::kept::{Change, can_change};
use crate::{
    check::Disk,
    eval::{Program, Vfs as _},
};

/// A file that was written so shortly before it was read may be written again without a trace: clocks of file systems are
/// coarse.
const FRESH: Duration = Duration::from_millis(100);

/// How files looked when they were read, by where their text begins among all texts.
#[derive(Default)]
pub(super) struct Stamps(FxHashMap<u32, Stamp>);

/// What tells without reading that a file is the same.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    modified: SystemTime,
    size: u64,
    #[cfg(unix)]
    inode: (u64, u64, i64, i64),
}

impl Stamp {
    fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        Some(Self {
            modified: metadata.modified().ok()?,
            size: metadata.len(),
            #[cfg(unix)]
            inode: {
                use std::os::unix::fs::MetadataExt as _;
                (metadata.dev(), metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
            },
        })
    }

    /// Whether the file was the same for a while before a time.
    fn is_older(&self, than: SystemTime) -> bool {
        let is_older = |time: SystemTime| time + FRESH < than;
        #[cfg(unix)]
        {
            // A time of modification can be set, this one cannot.
            let (.., seconds, nanos) = self.inode;
            let changed = Duration::new(
                u64::try_from(seconds).unwrap_or(u64::MAX / 4),
                u32::try_from(nanos).unwrap_or_default(),
            );
            if !is_older(SystemTime::UNIX_EPOCH + changed) {
                return false;
            }
        }
        is_older(self.modified)
    }
}

impl Stamps {
    /// Looks at the files of a program that can change, and reads those that do not look the same. The program gets the
    /// new ones.
    pub(super) fn changes(&mut self, program: &Program, disk: &Disk) -> Vec<Change> {
        let mut changes = Vec::new();
        for source in program.loaded() {
            let path = Path::new(&source.path);
            if !can_change(path) {
                continue;
            }
            let edited = disk.edited(path);
            let known = self.0.remove(&source.base);
            if edited.is_none()
                && let Some(known) = known
                && Stamp::of(path) == Some(known)
            {
                self.0.insert(source.base, known);
                continue;
            }
            let text = match edited {
                Some(text) => Some(text.to_owned()),
                None => disk.read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok()),
            };
            let old_text = program.files().text(source.file);
            if text.as_deref() == Some(&*old_text) {
                continue;
            }
            let new = text.map(|text| {
                let new = program.replace(path, &text);
                (new, Arc::from(text))
            });
            if new.is_none() {
                program.forget(path);
                program.files().forget(path);
            }
            changes.push(Change { old: source, old_text, new });
        }
        changes
    }

    /// Remembers how the files of a program look, when they have not changed since it began to read them.
    pub(super) fn take(&mut self, program: &Program, disk: &Disk, began: SystemTime) {
        for source in program.loaded() {
            let path = Path::new(&source.path);
            let is_known = self.0.contains_key(&source.base);
            if is_known || !can_change(path) || disk.edited(path).is_some() {
                continue;
            }
            if let Some(stamp) = Stamp::of(path).filter(|stamp| stamp.is_older(began)) {
                self.0.insert(source.base, stamp);
            }
        }
    }
}
