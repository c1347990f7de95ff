//! The files of one run: path, id and text of each.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock, RwLock},
};

use rustc_hash::FxHashMap;

use super::{Moved, Span};

/// Names one file of a [`Files`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

#[derive(Clone)]
struct File {
    path: Arc<Path>,
    text: Text,
    /// What has taken its place, and what was changed.
    newer: Option<(FileId, Moved)>,
}

#[derive(Clone)]
enum Text {
    Read(Arc<str>),
    Unread(Arc<Unread>),
}

/// A text, and what reads it when somebody asks.
struct Unread {
    text: OnceLock<Arc<str>>,
    read: Box<dyn Fn(&Path) -> String + Send + Sync>,
}

#[derive(Clone, Default)]
struct Table {
    files: Vec<File>,
    by_path: FxHashMap<Arc<Path>, FileId>,
}

/// All files read so far. Shared between threads; a file is added once and keeps its id and text.
#[derive(Default)]
pub struct Files {
    table: RwLock<Table>,
}

impl Files {
    /// An empty table.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file, or gives the id it already has; the first text stays.
    pub fn add(&self, path: &Path, text: &str) -> FileId {
        self.add_text(path, || Text::Read(Arc::from(text)))
    }

    /// Adds a file whose text is read when somebody asks for it. What reads it must not use this table.
    pub fn add_unread(
        &self,
        path: &Path,
        read: impl Fn(&Path) -> String + Send + Sync + 'static,
    ) -> FileId {
        let unread = || Unread { text: OnceLock::new(), read: Box::new(read) };
        self.add_text(path, || Text::Unread(Arc::new(unread())))
    }

    /// A table with the same files, to which others are added.
    #[must_use]
    pub fn fork(&self) -> Self {
        Self { table: RwLock::new(self.read().clone()) }
    }

    /// Takes a file out: the next text that is added under its path gets an id of its own.
    pub fn forget(&self, path: &Path) {
        self.write().by_path.remove(path);
    }

    /// Takes another text for a file. Spans in the old one are found with [`Files::now`]; the old text is gone.
    pub fn replace(&self, path: &Path, text: &str) -> FileId {
        let old = self.find(path).map(|id| (id, self.text(id)));
        self.forget(path);
        let new = self.add(path, text);
        if let Some((id, old)) = old {
            let file = &mut self.write().files[id.0 as usize];
            file.newer = Some((new, Moved::between(&old, text)));
            file.text = Text::Read(Arc::from(""));
        }
        new
    }

    /// Where a span is in the text that has taken the place of its own; `None` when what it named was changed.
    #[must_use]
    pub fn now(&self, span: Span) -> Option<Span> {
        let table = self.read();
        let mut span = span;
        while let Some((newer, moved)) = table.files[span.file.0 as usize].newer {
            span = Span::new(newer, moved.range(span.range)?);
        }
        Some(span)
    }

    fn add_text(&self, path: &Path, text: impl FnOnce() -> Text) -> FileId {
        let mut table = self.write();
        if let Some(&id) = table.by_path.get(path) {
            return id;
        }
        let id = FileId(u32::try_from(table.files.len()).expect("fewer than 2^32 files"));
        let path: Arc<Path> = Arc::from(path);
        table.files.push(File { path: Arc::clone(&path), text: text(), newer: None });
        table.by_path.insert(path, id);
        id
    }

    /// The id of a file that was added under this path.
    #[must_use]
    pub fn find(&self, path: &Path) -> Option<FileId> {
        self.read().by_path.get(path).copied()
    }

    /// Whether a file at this path was added, or one below it.
    #[must_use]
    pub fn any_below(&self, path: &Path) -> bool {
        self.read().by_path.keys().any(|file| file.starts_with(path))
    }

    /// The files below a directory, by path.
    #[must_use]
    pub fn below(&self, directory: &Path) -> Vec<FileId> {
        let table = self.read();
        let below = table.by_path.iter().filter(|(path, _)| path.starts_with(directory));
        let mut below: Vec<_> = below.collect();
        below.sort();
        below.into_iter().map(|(_, id)| *id).collect()
    }

    /// The path the file was added under.
    #[must_use]
    pub fn path(&self, id: FileId) -> PathBuf {
        self.read().files[id.0 as usize].path.to_path_buf()
    }

    /// Whether the file was added under this path.
    #[must_use]
    pub fn is_at(&self, id: FileId, path: &Path) -> bool {
        *self.read().files[id.0 as usize].path == *path
    }

    /// The text of the file.
    #[must_use]
    pub fn text(&self, id: FileId) -> Arc<str> {
        let table = self.read();
        let file = &table.files[id.0 as usize];
        match &file.text {
            Text::Read(text) => Arc::clone(text),
            Text::Unread(unread) => {
                Arc::clone(unread.text.get_or_init(|| (unread.read)(&file.path).into()))
            }
        }
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Table> {
        self.table.read().expect("no thread panics while it holds the table")
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Table> {
        self.table.write().expect("no thread panics while it holds the table")
    }
}
