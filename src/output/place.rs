//! Places in files, as outputs show them.

use std::{
    cell::RefCell,
    path::{Path, PathBuf},
    rc::Rc,
};

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::{
    check::{self, Report},
    source::{ColumnUnit, FileId, LineIndex, Span},
};

/// A range in a file. Lines and columns count from 1, columns in characters unless said otherwise; offsets in bytes
/// from 0.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Location {
    /// As outputs name it.
    pub file: String,
    /// Its first character.
    pub start: Point,
    /// After its last character.
    pub end: Point,
}

/// A position in a file.
#[derive(Clone, Copy, Debug, Serialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Point {
    /// From 1.
    pub line: u32,
    /// From 1, in characters unless said otherwise.
    pub column: u32,
    /// In bytes, from 0.
    pub offset: u32,
}

/// A report, and how its files are named. Reads each file's line breaks once.
pub struct Places<'a> {
    report: &'a Report,
    prefix: PathBuf,
    indices: RefCell<FxHashMap<FileId, Rc<LineIndex>>>,
}

impl<'a> Places<'a> {
    /// Files are named relative to the project.
    #[must_use]
    pub fn new(report: &'a Report) -> Self {
        Self { report, prefix: PathBuf::new(), indices: RefCell::default() }
    }

    /// Files are named relative to the project, with the directory of the project as the user wrote it before.
    #[must_use]
    pub fn below(report: &'a Report, written: &Path) -> Self {
        let dir = if report.of_file { written.parent().unwrap_or(written) } else { written };
        let prefix = dir.components().filter(|part| !matches!(part, std::path::Component::CurDir));
        Self { prefix: prefix.collect(), ..Self::new(report) }
    }

    /// Files are named relative to the repository that the project is in.
    #[must_use]
    pub fn in_repository(report: &'a Report) -> Self {
        let repository = check::repository(&report.root);
        let prefix = report.root.strip_prefix(repository).unwrap_or(Path::new(""));
        Self { prefix: prefix.to_owned(), ..Self::new(report) }
    }

    /// The report.
    #[must_use]
    pub fn report(&self) -> &'a Report {
        self.report
    }

    /// The name of a file in outputs.
    #[must_use]
    pub fn name(&self, path: &Path) -> String {
        match path.strip_prefix(&self.report.root) {
            Ok(relative) => self.prefix.join(relative).to_string_lossy().into_owned(),
            Err(_) => path.to_string_lossy().into_owned(),
        }
    }

    /// The line breaks of a file.
    pub(super) fn index(&self, file: FileId) -> Rc<LineIndex> {
        let mut indices = self.indices.borrow_mut();
        let index = indices
            .entry(file)
            .or_insert_with(|| Rc::new(LineIndex::new(&self.report.files.text(file))));
        Rc::clone(index)
    }

    /// The location of a span.
    #[must_use]
    pub fn location(&self, span: Span) -> Location {
        self.location_in(span, ColumnUnit::Characters)
    }

    /// The location of a span, with columns in another unit.
    #[must_use]
    pub fn location_in(&self, span: Span, unit: ColumnUnit) -> Location {
        let text = self.report.files.text(span.file);
        let index = self.index(span.file);
        let point = |offset: u32| {
            let place = index.line_column_in(&text, offset, unit);
            Point { line: place.line, column: place.column, offset }
        };
        Location {
            file: self.name(&self.report.files.path(span.file)),
            start: point(span.range.start),
            end: point(span.range.end),
        }
    }

    /// `file:line:column`
    #[must_use]
    pub fn short(&self, span: Span) -> String {
        let place = self.location(span);
        format!("{}:{}:{}", place.file, place.start.line, place.start.column)
    }
}
