//! Walks a directory tree on all processors, and never leaves its filesystem.
//!
//! Directories are opened one name at a time below one that is open already, so nothing that is renamed or replaced meanwhile leads elsewhere:
//! symbolic links are never followed, and the kernel is asked to refuse a mount point (`RESOLVE_NO_XDEV`). A loop of binds has no end only for those
//! who cross mounts.

use std::{
    ffi::{CStr, CString, OsStr},
    io,
    os::{fd::OwnedFd, unix::ffi::OsStrExt as _},
    path::{Path, PathBuf},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use rustix::{
    fs::{self, AtFlags, FileType, Mode, OFlags, RawDir, ResolveFlags, StatxFlags},
    io::Errno,
};

use super::Error;

/// Bytes of directory entries that are asked for at once.
const BUFFER: usize = 128 * 1024;

/// What looks at what a walk meets. Each processor has one of its own.
pub trait Look: Send {
    /// What is known of a directory that is entered.
    type Folder: Send + Sync;

    /// Whether to enter a directory, and as what.
    fn folder(&mut self, parent: &Directory<Self::Folder>, name: &CStr) -> Option<Self::Folder>;

    /// Something that is no directory.
    fn file(&mut self, parent: &Directory<Self::Folder>, name: &CStr, file_type: FileType);

    /// All of a directory has been told.
    fn end(&mut self, directory: &Directory<Self::Folder>);

    /// Something that could not be looked at.
    fn failed(&mut self, error: Error);
}

/// A directory that is open.
#[derive(Debug)]
pub struct Directory<F> {
    /// The directory itself.
    pub fd: OwnedFd,
    /// Where it is, as the walk began at a path.
    pub path: PathBuf,
    /// What is known of it.
    pub folder: F,
}

impl<F> Directory<F> {
    /// The path of something in it.
    pub fn join(&self, name: &CStr) -> PathBuf {
        self.path.join(OsStr::from_bytes(name.to_bytes()))
    }
}

/// What stops a walk, and how far it is.
#[derive(Debug, Default)]
pub struct Watch {
    /// Set to stop.
    pub stop: Arc<AtomicBool>,
    /// Names seen so far.
    pub seen: Arc<AtomicUsize>,
}

/// A directory to enter.
struct Job<F> {
    parent: Arc<Directory<F>>,
    name: CString,
    folder: F,
}

struct Queue<F> {
    jobs: Vec<Job<F>>,
    /// Workers that may still find jobs.
    busy: usize,
}

/// Walks the tree at a path, whose name is `shown` to the lookers. Gives them back when all is seen or it was stopped.
///
/// # Errors
/// When the path cannot be opened or is no directory.
pub fn walk<L: Look>(
    path: &Path,
    shown: PathBuf,
    folder: L::Folder,
    lookers: Vec<L>,
    watch: &Watch,
) -> Result<Vec<L>, Error> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let fd = fs::open(path, flags, Mode::empty()).map_err(|error| Error::new(path, error))?;
    let first = Directory { fd, path: shown, folder };
    let queue = Mutex::new(Queue { jobs: Vec::new(), busy: lookers.len() });
    let changed = Condvar::new();
    let shared = Shared { queue: &queue, changed: &changed, watch };
    let first = Mutex::new(Some(first));
    Ok(std::thread::scope(|scope| {
        let work = |mut looker: L| {
            let (first, shared) = (&first, &shared);
            scope.spawn(move || {
                let first = lock(first).take();
                shared.work(first, &mut looker);
                looker
            })
        };
        let threads: Vec<_> = lookers.into_iter().map(work).collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, L>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        threads.into_iter().map(join).collect()
    }))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Shared<'w, F> {
    queue: &'w Mutex<Queue<F>>,
    changed: &'w Condvar,
    watch: &'w Watch,
}

impl<F: Send + Sync> Shared<'_, F> {
    fn work<L: Look<Folder = F>>(&self, first: Option<Directory<F>>, looker: &mut L) {
        // Whatever happens, the others must not wait for this one.
        let _leave = Leave(self);
        let mut buffer = Vec::with_capacity(BUFFER);
        let mut found = Vec::new();
        if let Some(first) = first {
            self.scan(&Arc::new(first), looker, &mut buffer, &mut found);
            self.add(&mut found);
        }
        while let Some(job) = self.next() {
            let path = job.parent.join(&job.name);
            match open(&job.parent.fd, &job.name) {
                Ok(fd) => {
                    let directory = Arc::new(Directory { fd, path, folder: job.folder });
                    drop(job.parent);
                    self.scan(&directory, looker, &mut buffer, &mut found);
                    self.add(&mut found);
                }
                // Something was mounted there.
                Err(Errno::XDEV) => {}
                Err(error) => looker.failed(Error::new(path, error)),
            }
        }
    }

    /// The next directory; `None` when nobody can find another.
    fn next(&self) -> Option<Job<F>> {
        let mut queue = lock(self.queue);
        loop {
            if self.watch.stop.load(Ordering::Relaxed) {
                return None;
            }
            if let Some(job) = queue.jobs.pop() {
                return Some(job);
            }
            if queue.busy == 1 {
                return None;
            }
            queue.busy -= 1;
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
            queue.busy += 1;
        }
    }

    fn add(&self, found: &mut Vec<Job<F>>) {
        if found.is_empty() {
            return;
        }
        lock(self.queue).jobs.append(found);
        self.changed.notify_all();
    }

    /// Tells all that is in a directory.
    fn scan<L: Look<Folder = F>>(
        &self,
        directory: &Arc<Directory<F>>,
        looker: &mut L,
        buffer: &mut Vec<u8>,
        found: &mut Vec<Job<F>>,
    ) {
        let mut seen = 0;
        let mut entries = RawDir::new(&directory.fd, buffer.spare_capacity_mut());
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    looker.failed(Error::new(&*directory.path, error));
                    break;
                }
            };
            let name = entry.file_name();
            if matches!(name.to_bytes(), b"." | b"..") {
                continue;
            }
            seen += 1;
            let file_type = match entry.file_type() {
                FileType::Unknown => match type_of(&directory.fd, name) {
                    Ok(file_type) => file_type,
                    Err(error) => {
                        looker.failed(Error::new(directory.join(name), error));
                        continue;
                    }
                },
                file_type => file_type,
            };
            if file_type != FileType::Directory {
                looker.file(directory, name, file_type);
            } else if let Some(folder) = looker.folder(directory, name) {
                found.push(Job { parent: Arc::clone(directory), name: name.to_owned(), folder });
            }
            if seen % 1024 == 0 && self.watch.stop.load(Ordering::Relaxed) {
                break;
            }
        }
        looker.end(directory);
        self.watch.seen.fetch_add(seen, Ordering::Relaxed);
    }
}

/// Leaves the queue when dropped.
struct Leave<'s, 'w, F>(&'s Shared<'w, F>);

impl<F> Drop for Leave<'_, '_, F> {
    fn drop(&mut self) {
        lock(self.0.queue).busy -= 1;
        self.0.changed.notify_all();
    }
}

/// Opens a directory in another one, if it is one and on the same filesystem.
fn open(parent: &OwnedFd, name: &CStr) -> Result<OwnedFd, Errno> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let within = ResolveFlags::NO_XDEV | ResolveFlags::NO_SYMLINKS | ResolveFlags::BENEATH;
    match fs::openat2(parent, name, flags, Mode::empty(), within) {
        // Linux before 5.6, and some sandboxes. The mount table is asked, too.
        Err(Errno::NOSYS | Errno::PERM) => fs::openat(parent, name, flags, Mode::empty()),
        result => result,
    }
}

fn type_of(parent: &OwnedFd, name: &CStr) -> io::Result<FileType> {
    let stat = fs::statx(parent, name, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::TYPE)?;
    Ok(FileType::from_raw_mode(stat.stx_mode.into()))
}
