//! What the evaluations of one run share: files, their trees, and the numbering of places.

use std::{
    cell::Cell,
    path::{Path, PathBuf},
    sync::{Arc, RwLock},
};

use rustc_hash::FxHashMap;

use super::{FileIndex, Guard, Pos, ReadError, Str, Trees, Vfs, guard, vfs};
use crate::{
    source::{FileId, Files, Span},
    syntax::{self, Fingerprint, Parsed, SyntaxError, ir},
};

/// One parsed file.
pub struct Source {
    /// Its id among the files of the run.
    pub file: FileId,
    /// Its absolute path.
    pub path: String,
    /// The [`Pos`] of its expression 0.
    pub base: u32,
    /// Its tree.
    pub ir: ir::Ir,
    /// What is wrong with its text.
    pub errors: Vec<SyntaxError>,
}

/// A parsed file inside one evaluation.
pub struct File<'a> {
    /// Its number in the evaluation.
    pub index: FileIndex,
    /// What it was made of.
    pub(super) source: &'a Arc<Source>,
    /// Its absolute path.
    pub path: &'a str,
    /// Its tree.
    pub ir: &'a ir::Ir,
    /// The [`Pos`] of its expression 0.
    pub base: u32,
    /// Its id among the files of the run.
    pub id: FileId,
    /// String values of [`ir::Ir::strings`], made when first needed.
    pub(super) strings: &'a [Cell<Option<&'a Str<'a>>>],
    /// Which expressions were looked at; empty when nobody wants to know.
    pub(super) seen: &'a [Cell<bool>],
    /// Whether it is the user's or ours, and none of a library that nobody is shown.
    pub(super) is_own: bool,
}

impl File<'_> {
    /// An expression of the file. This is the only way to look at one.
    #[inline]
    pub(super) fn expr(&self, id: ir::ExprId) -> ir::Expr {
        if let Some(seen) = self.seen.get(id.0 as usize) {
            seen.set(true);
        }
        self.ir.expr(id)
    }
}

/// Files and trees, shared by all evaluations of a run. Each file is read and parsed once.
pub struct Program {
    files: Arc<Files>,
    vfs: Arc<dyn Vfs>,
    trees: Option<Arc<dyn Trees>>,
    guards: &'static [Guard],
    /// Directories outside of which a text is not kept.
    keeps: Option<Vec<PathBuf>>,
    sources: RwLock<Sources>,
}

struct Sources {
    by_path: FxHashMap<PathBuf, Arc<Source>>,
    /// In the order of `base`.
    by_base: Vec<Arc<Source>>,
    next_base: u32,
}

impl Program {
    /// A program that reads through `vfs`, registers texts in `files` and guards library files.
    #[must_use]
    pub fn new(files: Arc<Files>, vfs: Arc<dyn Vfs>, guards: &'static [Guard]) -> Self {
        let sources = Sources { by_path: FxHashMap::default(), by_base: Vec::new(), next_base: 1 };
        Self { files, vfs, trees: None, guards, keeps: None, sources: RwLock::new(sources) }
    }

    /// Keeping the texts of files in these directories only. Others are read again when somebody asks for them, and places
    /// in them are packed: what libraries say is evaluated, and seldom shown.
    #[must_use]
    pub fn keeping(self, directories: Vec<PathBuf>) -> Self {
        Self { keeps: Some(directories), ..self }
    }

    /// With trees that need not be parsed.
    #[must_use]
    pub fn with_trees(self, trees: Option<Arc<dyn Trees>>) -> Self {
        Self { trees, ..self }
    }

    /// The same trees for another run, which reads through `vfs` and adds its texts to `files`.
    #[must_use]
    pub fn again(&self, files: Arc<Files>, vfs: Arc<dyn Vfs>) -> Self {
        let sources = self.read();
        let by_path = sources.by_path.clone();
        let mut by_base: Vec<_> = by_path.values().cloned().collect();
        by_base.sort_unstable_by_key(|source| source.base);
        let sources = RwLock::new(Sources { by_path, by_base, next_base: sources.next_base });
        let (trees, keeps) = (self.trees.clone(), self.keeps.clone());
        Self { files, vfs, trees, guards: self.guards, keeps, sources }
    }

    /// Takes the file at a path out of the program, and gives what it was.
    pub fn forget(&self, path: &Path) -> Option<Arc<Source>> {
        let mut sources =
            self.sources.write().expect("no thread panics while it holds the sources");
        let old = sources.by_path.remove(path)?;
        sources.by_base.retain(|source| !Arc::ptr_eq(source, &old));
        Some(old)
    }

    /// Takes another text for the file at a path.
    pub fn replace(&self, path: &Path, text: &str) -> Arc<Source> {
        self.forget(path);
        let file = self.files.replace(path, text);
        self.add_source(path, file, syntax::parse(text), true)
    }

    /// Whether there is room for the numbers of many more places.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.read().next_base < u32::MAX / 2
    }

    /// The texts.
    #[must_use]
    pub fn files(&self) -> &Arc<Files> {
        &self.files
    }

    /// The fallbacks for library files.
    #[must_use]
    pub fn guards(&self) -> &'static [Guard] {
        self.guards
    }

    /// The way to the files.
    #[must_use]
    pub fn vfs(&self) -> &Arc<dyn Vfs> {
        &self.vfs
    }

    /// The parsed file at a path.
    ///
    /// # Errors
    /// When it cannot be read, or is not UTF-8. Syntax errors are in [`Source::errors`].
    pub fn load(&self, path: &Path) -> Result<Arc<Source>, ReadError> {
        if let Some(source) = self.read().by_path.get(path) {
            return Ok(Arc::clone(source));
        }
        if let Some(kept) = self.trees.as_ref().and_then(|trees| trees.find(path)) {
            let parsed = Parsed { ir: kept.ir, errors: Vec::new() };
            return Ok(self.add_source(path, self.add_unread(path, kept.text), parsed, true));
        }
        let text = vfs::text(path, self.vfs.read(path)?)?;
        if self.keeps.as_ref().is_none_or(|dirs| dirs.iter().any(|dir| path.starts_with(dir))) {
            return Ok(self.add(path, &text, &[]));
        }
        let file = self.add_unread(path, Fingerprint::of(&text));
        let mut parsed = syntax::parse(&text);
        parsed.ir.ranges.pack();
        Ok(self.add_source(path, file, parsed, true))
    }

    fn add_unread(&self, path: &Path, text: Fingerprint) -> FileId {
        let vfs = Arc::clone(&self.vfs);
        self.files.add_unread(path, move |path| text_of(&*vfs, path, text))
    }

    /// Adds a text that is not read from disk, with names bound around it.
    pub fn add(&self, path: &Path, text: &str, scope: &[syntax::Sym]) -> Arc<Source> {
        let parsed = syntax::parse_with_scope(text, scope);
        self.add_source(path, self.files.add(path, text), parsed, scope.is_empty())
    }

    /// Adds a tree. One without names around it is found under its path from now on.
    fn add_source(
        &self,
        path: &Path,
        file: FileId,
        mut parsed: Parsed,
        is_plain: bool,
    ) -> Arc<Source> {
        guard::install(&mut parsed.ir, &path.to_string_lossy(), self.guards);
        let mut sources =
            self.sources.write().expect("no thread panics while it holds the sources");
        if is_plain && let Some(source) = sources.by_path.get(path) {
            return Arc::clone(source);
        }
        let base = sources.next_base;
        sources.next_base += parsed.ir.exprs.len() as u32 + 1;
        let path_text = path.to_string_lossy().into_owned();
        let source =
            Arc::new(Source { file, path: path_text, base, ir: parsed.ir, errors: parsed.errors });
        if is_plain {
            sources.by_path.insert(path.to_owned(), Arc::clone(&source));
        }
        sources.by_base.push(Arc::clone(&source));
        source
    }

    /// The files that were parsed, in the order they were first needed.
    #[must_use]
    pub fn sources(&self) -> Vec<Arc<Source>> {
        self.read().by_base.clone()
    }

    /// Those that were read from the file at their path.
    #[must_use]
    pub fn loaded(&self) -> Vec<Arc<Source>> {
        let sources = self.read();
        let is_found = |source: &&Arc<Source>| {
            let found = sources.by_path.get(Path::new(&source.path));
            found.is_some_and(|found| Arc::ptr_eq(found, source))
        };
        sources.by_base.iter().filter(is_found).cloned().collect()
    }

    /// The place in the text.
    #[must_use]
    pub fn span(&self, pos: Pos) -> Option<Span> {
        let sources = self.read();
        let at = sources.by_base.partition_point(|source| source.base <= pos.0).checked_sub(1)?;
        let source = &sources.by_base[at];
        let range = source.ir.ranges.get((pos.0 - source.base) as usize)?;
        Some(Span::new(source.file, *range))
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Sources> {
        self.sources.read().expect("no thread panics while it holds the sources")
    }
}

/// The text of a file of which only the tree was kept. When it is not there any more, or another one, blanks stand for it.
fn text_of(vfs: &dyn Vfs, path: &Path, kept: Fingerprint) -> String {
    let text = vfs.read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let is_same = |text: &String| Fingerprint::of(text) == kept;
    text.filter(is_same).unwrap_or_else(|| " ".repeat(kept.length as usize))
}
