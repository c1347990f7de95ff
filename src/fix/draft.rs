//! Texts with changes that are not written yet.

use std::{cell::RefCell, collections::BTreeMap, path::PathBuf, rc::Rc, sync::Arc};

use super::place;
use crate::{
    diagnostic::{Diagnostic, Edit, Entry, Intent, Proposal},
    source::{FileId, Files, Span, TextRange},
    syntax::edit::{Editor, NewItem, TextEdit, apply},
};

/// The texts of a run, each parsed once.
pub struct Originals<'f> {
    files: &'f Files,
    parsed: RefCell<BTreeMap<FileId, Option<Rc<Editor>>>>,
}

impl<'f> Originals<'f> {
    /// The texts of some files.
    #[must_use]
    pub fn new(files: &'f Files) -> Self {
        Self { files, parsed: RefCell::default() }
    }

    pub(super) fn get(&self, file: FileId) -> Option<Rc<Editor>> {
        let mut parsed = self.parsed.borrow_mut();
        parsed
            .entry(file)
            .or_insert_with(|| Editor::new(self.files.text(file)).map(Rc::new))
            .clone()
    }

    pub(super) fn path(&self, file: FileId) -> PathBuf {
        self.files.path(file)
    }
}

/// The files of a run, with changes. A later change sees the earlier ones.
#[derive(Clone)]
pub struct Drafts<'o> {
    originals: &'o Originals<'o>,
    drafts: BTreeMap<FileId, Draft>,
}

#[derive(Clone)]
struct Draft {
    old: Arc<str>,
    now: Rc<Editor>,
    /// What was changed, each in the text that the one before it left.
    edits: Vec<TextEdit>,
}

impl<'o> Drafts<'o> {
    /// No changes.
    #[must_use]
    pub fn new(originals: &'o Originals<'o>) -> Self {
        Self { originals, drafts: BTreeMap::new() }
    }

    /// Makes the changes that repair a diagnostic; all, or none.
    pub fn repair(&mut self, diagnostic: &Diagnostic) -> bool {
        match (&diagnostic.proposal, &diagnostic.fix) {
            (Some(proposal), Some(_)) => self.propose(proposal),
            (None, Some(fix)) => self.all(&fix.edits, |drafts, edit| {
                let replacement = edit.replacement.clone();
                drafts.edit(edit.span, |_, range| Some(vec![TextEdit { range, replacement }]))
            }),
            _ => false,
        }
    }

    /// Makes the changes of a proposal; all, or none.
    pub fn propose(&mut self, proposal: &Proposal) -> bool {
        self.all(&proposal.intents, Self::intend)
    }

    fn all<T>(&mut self, changes: &[T], mut make: impl FnMut(&mut Self, &T) -> Option<()>) -> bool {
        let before = self.drafts.clone();
        let made = !changes.is_empty() && changes.iter().all(|change| make(self, change).is_some());
        if !made {
            self.drafts = before;
        }
        made
    }

    fn intend(&mut self, intent: &Intent) -> Option<()> {
        match intent {
            Intent::AddEntries { beside, near, root, option, entries } => {
                let has_sets = entries.iter().any(|entry| !entry.attributes.is_empty());
                match place::choose(self.originals, beside, *near, has_sets) {
                    Some(place::Choice::List(list)) => self.add_entries(list, entries),
                    Some(place::Choice::Beside(owner)) => self.begin_beside(owner, option, entries),
                    None => self.begin_list((*root)?, option, entries),
                }
            }
            Intent::SetAttribute { name, option, path, value } => self.edit(*name, |editor, at| {
                let is_meant = editor.option(at).is_some_and(|written| written.ends_with(option));
                is_meant.then(|| editor.set_attribute(at, path, value)).flatten()
            }),
            Intent::ExtendEntry { item, path, name, attributes } => {
                self.edit(*item, |editor, at| {
                    let is_meant = editor.takes_attributes(at, path);
                    is_meant.then(|| editor.extend_item(at, name, attributes)).flatten()
                })
            }
            Intent::RemoveItem { item } => self.edit(*item, |editor, at| editor.remove_item(at)),
        }
    }

    fn add_entries(&mut self, list: Span, entries: &[Entry]) -> Option<()> {
        entries
            .iter()
            .try_for_each(|entry| self.edit(list, |editor, at| editor.add_item(at, &item(entry))))
    }

    /// Writes a list where the root has none.
    fn begin_list(&mut self, root: Span, option: &[String], entries: &[Entry]) -> Option<()> {
        let list = option.last()?.clone();
        self.edit(root, |editor, at| editor.add_attribute(at, &[list], &new_list(entries)))
    }

    /// Writes a list into the set of options in which what it is for is defined.
    fn begin_beside(&mut self, owner: Span, option: &[String], entries: &[Entry]) -> Option<()> {
        self.edit(owner, |editor, at| editor.add_option(at, option, &new_list(entries)))
    }

    fn edit(
        &mut self,
        span: Span,
        change: impl FnOnce(&Editor, TextRange) -> Option<Vec<TextEdit>>,
    ) -> Option<()> {
        let (editor, at) = self.now(span)?;
        let edits = change(&editor, at)?;
        let draft = self.drafts.entry(span.file).or_insert_with(|| Draft {
            old: Arc::clone(editor.text()),
            now: editor,
            edits: Vec::new(),
        });
        draft.change(edits)
    }

    /// The text of a file as it is now, and where a range of the old text is in it; `None` when it was changed across
    /// its ends.
    fn now(&self, span: Span) -> Option<(Rc<Editor>, TextRange)> {
        match self.drafts.get(&span.file) {
            Some(draft) => Some((Rc::clone(&draft.now), draft.map(span.range)?)),
            None => Some((self.originals.get(span.file)?, span.range)),
        }
    }

    /// The texts that changed: file, old text, new text.
    pub fn changed(&self) -> impl Iterator<Item = (FileId, &str, &str)> {
        let texts =
            self.drafts.iter().map(|(file, draft)| (*file, &*draft.old, &**draft.now.text()));
        texts.filter(|(_, old, new)| old != new)
    }

    /// The changes as one edit for each file.
    #[must_use]
    pub fn edits(&self) -> Vec<Edit> {
        let edit = |(file, old, new): (FileId, &str, &str)| {
            let (range, replacement) = difference(old, new);
            Edit { span: Span::new(file, range), replacement: replacement.to_owned() }
        };
        self.changed().map(edit).collect()
    }
}

impl Draft {
    /// Where a range of the old text is now; `None` when it was changed across its ends.
    fn map(&self, range: TextRange) -> Option<TextRange> {
        let (mut start, mut end) = (i64::from(range.start), i64::from(range.end));
        for edit in &self.edits {
            let (from, to) = (i64::from(edit.range.start), i64::from(edit.range.end));
            let delta = i64::try_from(edit.replacement.len()).ok()? - (to - from);
            if to <= start {
                start += delta;
                end += delta;
            } else if from >= end {
                // Behind it.
            } else if start < from && to < end {
                end += delta;
            } else {
                return None;
            }
        }
        Some(TextRange::new(u32::try_from(start).ok()?, u32::try_from(end).ok()?))
    }

    /// Makes edits that do not overlap, when what comes out is Nix.
    fn change(&mut self, mut edits: Vec<TextEdit>) -> Option<()> {
        let now = Editor::new(apply(self.now.text(), &edits)?)?;
        // From the last to the first, an edit does not move those that come after it.
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.range));
        self.edits.append(&mut edits);
        self.now = Rc::new(now);
        Some(())
    }
}

fn new_list(entries: &[Entry]) -> String {
    let items: Vec<String> = entries.iter().map(|entry| item(entry).text()).collect();
    format!("[ {} ]", items.join(" "))
}

fn item(entry: &Entry) -> NewItem {
    NewItem {
        name: entry.name.to_owned(),
        path: entry.path.clone(),
        attributes: entry.attributes.clone(),
    }
}

/// The one place at which two texts differ.
fn difference<'n>(old: &str, new: &'n str) -> (TextRange, &'n str) {
    let same = |(a, b): &(char, char)| a == b;
    let prefix: usize =
        old.chars().zip(new.chars()).take_while(same).map(|(char, _)| char.len_utf8()).sum();
    let (old_rest, new_rest) = (&old[prefix..], &new[prefix..]);
    let suffix: usize = old_rest
        .chars()
        .rev()
        .zip(new_rest.chars().rev())
        .take_while(same)
        .map(|(char, _)| char.len_utf8())
        .sum();
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let range = TextRange::new(offset(prefix), offset(old.len() - suffix));
    (range, &new_rest[..new_rest.len() - suffix])
}
