//! The files of one run: path, id and text of each.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock, RwLock},
};

use rustc_hash::FxHashMap;

/// Names one file of a [`Files`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

struct File {
    path: Arc<Path>,
    text: Text,
}

enum Text {
    Read(Arc<str>),
    /// What reads it, when somebody asks.
    Unread(OnceLock<Arc<str>>, Box<dyn Fn(&Path) -> String + Send + Sync>),
}

#[derive(Default)]
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
        self.add_text(path, || Text::Unread(OnceLock::new(), Box::new(read)))
    }

    fn add_text(&self, path: &Path, text: impl FnOnce() -> Text) -> FileId {
        let mut table = self.write();
        if let Some(&id) = table.by_path.get(path) {
            return id;
        }
        let id = FileId(u32::try_from(table.files.len()).expect("fewer than 2^32 files"));
        let path: Arc<Path> = Arc::from(path);
        table.files.push(File { path: Arc::clone(&path), text: text() });
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
        self.read().files.iter().any(|file| file.path.starts_with(path))
    }

    /// The path the file was added under.
    #[must_use]
    pub fn path(&self, id: FileId) -> PathBuf {
        self.read().files[id.0 as usize].path.to_path_buf()
    }

    /// The text of the file.
    #[must_use]
    pub fn text(&self, id: FileId) -> Arc<str> {
        let table = self.read();
        let file = &table.files[id.0 as usize];
        match &file.text {
            Text::Read(text) => Arc::clone(text),
            Text::Unread(text, read) => Arc::clone(text.get_or_init(|| read(&file.path).into())),
        }
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Table> {
        self.table.read().expect("no thread panics while it holds the table")
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Table> {
        self.table.write().expect("no thread panics while it holds the table")
    }
}
