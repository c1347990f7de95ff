//! The texts in the editor, and what happened to them since they were last looked at.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use lsp_types::{TextDocumentContentChangeEvent, Uri};

use super::position::Lines;
use crate::source::{ColumnUnit, TextRange};

/// A text that is open in the editor.
pub(super) struct Document {
    pub(super) uri: Uri,
    pub(super) version: i32,
    pub(super) text: Arc<str>,
}

/// One change of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// A range was replaced by so many bytes.
    Replaced(TextRange, u32),
    /// The whole text is another.
    All,
}

/// The open texts, and the changes of all texts. Every change has a number.
#[derive(Default)]
pub(super) struct Documents {
    open: BTreeMap<PathBuf, Document>,
    changes: BTreeMap<PathBuf, Vec<(u64, Change)>>,
    now: u64,
}

impl Documents {
    /// The number of the last change.
    pub(super) fn now(&self) -> u64 {
        self.now
    }

    pub(super) fn get(&self, path: &Path) -> Option<&Document> {
        self.open.get(path)
    }

    /// The path of the open text that the client calls so.
    pub(super) fn named(&self, uri: &Uri) -> Option<&PathBuf> {
        self.open.iter().find(|(_, document)| document.uri == *uri).map(|(path, _)| path)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&PathBuf, &Document)> {
        self.open.iter()
    }

    fn record(&mut self, path: &Path, change: Change) {
        self.now += 1;
        self.changes.entry(path.to_owned()).or_default().push((self.now, change));
    }

    /// A text was opened. `known` is what it was taken to be until now, if a check has read it: one that is under way may
    /// have found another text on the disk.
    pub(super) fn open(&mut self, path: &Path, document: Document, known: Option<&str>) {
        if known != Some(&*document.text) {
            self.record(path, Change::All);
        }
        self.open.insert(path.to_owned(), document);
    }

    /// A text was changed; nothing happens when it is not open.
    pub(super) fn change(
        &mut self,
        path: &Path,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        unit: ColumnUnit,
    ) {
        let Some(document) = self.open.get_mut(path) else { return };
        document.version = version;
        let mut text = document.text.to_string();
        let mut made = Vec::new();
        for change in changes {
            let Some(range) = change.range else {
                text = change.text;
                made.push(Change::All);
                continue;
            };
            let range = Lines::new(&text, unit).text_range(range);
            made.push(Change::Replaced(range, change.text.len() as u32));
            text.replace_range(range.start as usize..range.end as usize, &change.text);
        }
        document.text = text.into();
        for change in made {
            self.record(path, change);
        }
    }

    /// A text was closed: the one on the disk holds again.
    pub(super) fn close(&mut self, path: &Path) {
        if self.open.remove(path).is_some() {
            self.record(path, Change::All);
        }
    }

    /// A text that is not open is another one on the disk, or a file has come or gone.
    pub(super) fn changed_on_disk(&mut self, path: &Path) {
        self.record(path, Change::All);
    }

    /// Where a range is now that was there at a change; `None` when its text was touched.
    pub(super) fn track(&self, path: &Path, range: TextRange, since: u64) -> Option<TextRange> {
        let changes = self.changes.get(path).map_or(&[][..], Vec::as_slice);
        let first = changes.partition_point(|(number, _)| *number <= since);
        changes[first..].iter().try_fold(range, |range, (_, change)| match *change {
            Change::All => None,
            Change::Replaced(old, _) if old.start >= range.end && range.end > range.start => {
                Some(range)
            }
            Change::Replaced(old, new) if old.end <= range.start => {
                let moved = |offset: u32| offset - (old.end - old.start) + new;
                Some(TextRange::new(moved(range.start), moved(range.end)))
            }
            Change::Replaced(old, _) if old.start >= range.end => Some(range),
            Change::Replaced(..) => None,
        })
    }

    /// Forgets changes that nobody asks for any more.
    pub(super) fn forget(&mut self, until: u64) {
        self.changes.retain(|_, changes| {
            changes.retain(|(number, _)| *number > until);
            !changes.is_empty()
        });
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr as _;

    use lsp_types::{Position, Range};

    use super::*;

    fn opened(text: &str) -> Documents {
        let uri = Uri::from_str("file:///a.nix").expect("a URI");
        let mut documents = Documents::default();
        let document = Document { uri, version: 1, text: text.into() };
        documents.open(Path::new("/a.nix"), document, Some(text));
        documents
    }

    fn change(documents: &mut Documents, from: (u32, u32), to: (u32, u32), text: &str) {
        let range = Some(Range::new(Position::new(from.0, from.1), Position::new(to.0, to.1)));
        let event =
            TextDocumentContentChangeEvent { range, range_length: None, text: text.to_owned() };
        documents.change(Path::new("/a.nix"), 2, vec![event], ColumnUnit::Utf16);
    }

    #[test]
    fn a_place_moves_with_its_text() {
        let path = Path::new("/a.nix");
        let mut documents = opened("one\ntwo 🦀\nthree\n");
        let two = TextRange::new(4, 7);
        change(&mut documents, (0, 0), (0, 3), "eleven");
        assert_eq!(documents.track(path, two, 0), Some(TextRange::new(7, 10)));
        change(&mut documents, (1, 6), (2, 0), "");
        assert_eq!(&*documents.get(path).expect("open").text, "eleven\ntwo 🦀three\n");
        assert_eq!(documents.track(path, two, 0), Some(TextRange::new(7, 10)));
        assert_eq!(documents.track(path, two, 1), Some(two), "as it was after the first change");
        change(&mut documents, (1, 1), (1, 2), "");
        assert_eq!(documents.track(path, two, 0), None, "its text was touched");
        documents.forget(2);
        assert_eq!(documents.track(path, TextRange::new(7, 10), 2), None);
        documents.forget(3);
        assert_eq!(documents.track(path, two, 2), Some(two), "nothing is known of it any more");
    }

    #[test]
    fn a_text_that_is_as_on_the_disk_changes_nothing() {
        let mut documents = opened("one");
        assert_eq!(documents.now(), 0);
        let unread = Document {
            uri: documents.open[Path::new("/a.nix")].uri.clone(),
            version: 1,
            text: "one".into(),
        };
        documents.open(Path::new("/b.nix"), unread, None);
        assert_eq!(documents.track(Path::new("/b.nix"), TextRange::new(0, 1), 0), None);
        documents.close(Path::new("/a.nix"));
        assert_eq!(documents.track(Path::new("/a.nix"), TextRange::new(0, 1), 0), None);
    }
}
