//! Places in files, as outputs show them.

use std::path::Path;

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::source::{FileId, Files, LineIndex, Span};

/// A range in a file. Lines and columns count from 1, columns in characters; offsets in bytes from 0.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Location {
    /// Relative to the project.
    pub file: String,
    /// Its first character.
    pub start: Point,
    /// After its last character.
    pub end: Point,
}

/// A position in a file.
#[derive(Clone, Copy, Debug, Serialize, PartialEq, Eq)]
pub struct Point {
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// In bytes, from 0.
    pub offset: u32,
}

/// Turns spans into locations; reads each file's line breaks once.
pub struct Places<'a> {
    files: &'a Files,
    root: &'a Path,
    indices: std::cell::RefCell<FxHashMap<FileId, LineIndex>>,
}

impl<'a> Places<'a> {
    /// Places of a run, shown relative to `root`.
    #[must_use]
    pub fn new(files: &'a Files, root: &'a Path) -> Self {
        Self { files, root, indices: std::cell::RefCell::default() }
    }

    /// The location of a span.
    #[must_use]
    pub fn location(&self, span: Span) -> Location {
        let path = self.files.path(span.file);
        let file = path.strip_prefix(self.root).unwrap_or(&path).to_string_lossy().into_owned();
        let text = self.files.text(span.file);
        let mut indices = self.indices.borrow_mut();
        let index = indices.entry(span.file).or_insert_with(|| LineIndex::new(&text));
        let point = |offset: u32| {
            let place = index.line_column(&text, offset);
            Point { line: place.line, column: place.column, offset }
        };
        Location { file, start: point(span.range.start), end: point(span.range.end) }
    }
}
