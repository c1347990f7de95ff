//! The texts as they are now: in the editor, or as a check read them.

use std::{path::Path, sync::Arc};

use super::documents::Documents;
use crate::{check::Report, source::Files};

/// The texts as they are now.
pub(super) struct Texts<'a> {
    pub(super) documents: &'a Documents,
    /// Those that a check read.
    pub(super) files: Option<&'a Files>,
}

impl<'a> Texts<'a> {
    /// Those that a check read, where they are not open.
    pub(super) fn of_check(documents: &'a Documents, report: &'a Report) -> Self {
        Self { documents, files: Some(&report.files) }
    }

    /// The text of a file: the one in the editor, else the one that was read.
    pub(super) fn of(&self, path: &Path) -> Option<Arc<str>> {
        if let Some(document) = self.documents.get(path) {
            return Some(Arc::clone(&document.text));
        }
        let files = self.files?;
        files.find(path).map(|file| files.text(file))
    }
}
