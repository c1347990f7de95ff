//! What an evaluation looked at: expressions of files, and questions to the file system.
//!
//! An evaluation depends on nothing else. When all of it is as it was, it would end in the same way once more.

use std::{
    ffi::OsStr,
    fmt,
    hash::{DefaultHasher, Hash, Hasher as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use rustc_hash::FxHashMap;

use super::{FileKind, ReadError, Source, Vfs};
use crate::source::Span;

/// What an evaluation looked at.
#[derive(Clone, Default)]
pub struct Reads {
    /// Files whose expressions it evaluated.
    pub files: Vec<FileReads>,
    /// What it asked the file system, each with [`Question::answer`].
    pub asked: Vec<(Question, u64)>,
    /// Places whose line and column it asked for.
    pub placed: Vec<Span>,
}

impl fmt::Debug for Reads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (files, asked) = (self.files.len(), self.asked.len());
        write!(f, "Reads({files} files, {asked} questions)")
    }
}

/// A file of which expressions were evaluated.
#[derive(Clone)]
pub struct FileReads {
    /// The file.
    pub source: Arc<Source>,
    /// Which expressions were looked at, by their number; `None` when that was not written down.
    pub seen: Option<Box<[bool]>>,
}

/// A question to the file system. The path is compared as it is written: an answer is looked up much faster so.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    what: What,
    path: Arc<OsStr>,
}

/// What is asked of a path: a function of [`Vfs`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum What {
    Read,
    Size,
    Kind,
    List,
    Resolve,
}

impl Question {
    /// Asks, and gives what tells answers apart.
    #[must_use]
    pub fn answer(&self, vfs: &dyn Vfs) -> u64 {
        let path = Path::new(&self.path);
        match self.what {
            What::Read => digest(&vfs.read(path)),
            What::Size => digest(&vfs.size(path)),
            What::Kind => digest(&vfs.kind(path)),
            What::List => digest(&vfs.list(path).map(sorted)),
            What::Resolve => digest(&vfs.resolve(path)),
        }
    }
}

fn digest(answer: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    answer.hash(&mut hasher);
    hasher.finish()
}

fn sorted(mut entries: Vec<(String, FileKind)>) -> Vec<(String, FileKind)> {
    entries.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    entries
}

/// The way to the files that remembers what was asked.
pub struct Recorder<'p> {
    vfs: &'p dyn Vfs,
    /// `None` when nobody wants to know.
    asked: Option<Mutex<FxHashMap<Question, u64>>>,
}

impl<'p> Recorder<'p> {
    pub(super) fn new(vfs: &'p dyn Vfs, records: bool) -> Self {
        Self { vfs, asked: records.then(Mutex::default) }
    }

    /// Remembers an answer. What is in the Nix store stays as it is; what is not there may come.
    fn note<T: Hash>(&self, what: What, path: &Path, answer: &Result<T, ReadError>) {
        let Some(asked) = &self.asked else { return };
        if answer.is_ok() && path.starts_with("/nix/store") {
            return;
        }
        let mut asked = asked.lock().expect("no thread panics while it writes down");
        let question = Question { what, path: path.as_os_str().into() };
        asked.entry(question).or_insert_with(|| digest(answer));
    }

    /// Remembers that a file was read and what came of it.
    pub(super) fn note_read(&self, path: &Path, answer: &Result<Vec<u8>, ReadError>) {
        self.note(What::Read, path, answer);
    }

    pub(super) fn asked(&self) -> Vec<(Question, u64)> {
        let Some(asked) = &self.asked else { return Vec::new() };
        let asked = asked.lock().expect("no thread panics while it writes down");
        asked.iter().map(|(question, answer)| (question.clone(), *answer)).collect()
    }
}

impl Vfs for Recorder<'_> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        let answer = self.vfs.read(path);
        self.note(What::Read, path, &answer);
        answer
    }

    fn size(&self, path: &Path) -> Result<u64, ReadError> {
        let answer = self.vfs.size(path);
        self.note(What::Size, path, &answer);
        answer
    }

    fn kind(&self, path: &Path) -> Result<FileKind, ReadError> {
        let answer = self.vfs.kind(path);
        self.note(What::Kind, path, &answer);
        answer
    }

    fn list(&self, path: &Path) -> Result<Vec<(String, FileKind)>, ReadError> {
        let answer = self.vfs.list(path).map(sorted);
        self.note(What::List, path, &answer);
        answer
    }

    fn resolve(&self, path: &Path) -> Result<PathBuf, ReadError> {
        let answer = self.vfs.resolve(path);
        self.note(What::Resolve, path, &answer);
        answer
    }
}
