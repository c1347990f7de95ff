//! Texts with changes that are not written yet.

use std::{borrow::Cow, cell::RefCell, collections::BTreeMap, path::PathBuf, rc::Rc, sync::Arc};

use super::place;
use crate::{
    diagnostic::{Diagnostic, Edit, Entry, Intent, Proposal},
    source::{FileId, Files, Span, TextRange},
    syntax::edit::{Editor, NewItem, NewValue, TextEdit, apply, format, is_formatted},
};

/// The texts of a run, each parsed once.
pub struct Originals<'f> {
    files: &'f Files,
    parsed: RefCell<BTreeMap<FileId, Option<Rc<Editor>>>>,
    formatted: RefCell<BTreeMap<FileId, bool>>,
}

impl<'f> Originals<'f> {
    /// The texts of some files.
    #[must_use]
    pub fn new(files: &'f Files) -> Self {
        Self { files, parsed: RefCell::default(), formatted: RefCell::default() }
    }

    pub(super) fn get(&self, file: FileId) -> Option<Rc<Editor>> {
        let mut parsed = self.parsed.borrow_mut();
        parsed
            .entry(file)
            .or_insert_with(|| Editor::new(self.files.text(file)).map(Rc::new))
            .clone()
    }

    /// Whether nixfmt would leave the text as it is.
    fn is_formatted(&self, file: FileId) -> bool {
        let mut formatted = self.formatted.borrow_mut();
        *formatted.entry(file).or_insert_with(|| is_formatted(&self.files.text(file)))
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
            Intent::AddEntries { .. } => self.add(intent),
            Intent::SetAttribute { name, option, path, value } => {
                let value = NewValue::Nix(value.clone());
                self.edit_option(*name, option, |editor, at| editor.set_attribute(at, path, &value))
            }
            Intent::SetOption { beside, option, value } => {
                let value = NewValue::Nix(value.clone());
                self.edit(*beside, |editor, at| editor.add_option(at, option, &value))
            }
            Intent::EditStrings { name, option, path, old, new } => {
                self.edit_option(*name, option, |editor, at| {
                    editor.edit_strings(at, path, old.as_deref(), new.as_deref())
                })
            }
            Intent::ReplaceString { at, old, new } => {
                self.edit(*at, |editor, at| editor.replace_string(at, old, new))
            }
            Intent::ReplaceText { at, old, new, unless } => {
                let unless: Vec<&str> = unless.iter().map(String::as_str).collect();
                self.edit(*at, |editor, at| editor.replace_text(at, old, new, &unless))
            }
            Intent::RenameAttribute { at, old, new } => {
                self.edit(*at, |editor, at| editor.rename_attribute(at, old, new))
            }
            Intent::RemoveAttribute { name, option } => {
                self.edit_option(*name, option, |editor, at| editor.remove_attribute(at))
            }
            Intent::ExtendEntry { item, path, new, name, attributes } => {
                self.edit(*item, |editor, at| {
                    let is_meant = match attributes.is_empty() {
                        true => editor.is_entry(at, path),
                        false => editor.takes_attributes(at, path),
                    };
                    let new = new.as_deref();
                    is_meant.then(|| editor.extend_item(at, name, new, attributes)).flatten()
                })
            }
            Intent::RemoveItem { item } => self.edit(*item, |editor, at| editor.remove_item(at)),
            Intent::TakeEntry { item, path } => self.edit(*item, |editor, at| {
                let is_meant = editor.is_entry(at, path) && !editor.has_comment(at);
                is_meant.then(|| editor.remove_item(at)).flatten()
            }),
        }
    }

    /// Adds entries to the list that is the right one, or begins it.
    fn add(&mut self, intent: &Intent) -> Option<()> {
        let Intent::AddEntries { beside, near, siblings, root, option, depth, entries } = intent
        else {
            return None;
        };
        let has_sets = entries.iter().any(|entry| !entry.attributes.is_empty());
        let list = NewValue::List(entries.iter().map(item).collect());
        let (name, below) = (option.last()?, option.get(*depth..)?);
        match place::choose(self.originals, beside, *near, has_sets) {
            Some(place::Choice::List(list)) => return self.add_entries(list, entries),
            Some(place::Choice::Beside(owner)) => {
                return self.edit(owner, |editor, at| editor.add_option(at, option, &list));
            }
            None => {}
        }
        // Of the list for the other kind, only what is an option of the root is beside the new one.
        if let Some(place::Choice::List(other)) =
            place::choose(self.originals, siblings, None, true)
        {
            let made = self.edit(other, |editor, at| {
                let is_meant = editor.option(at).is_some_and(|path| {
                    path.len() > below.len()
                        && path[..path.len() - 1].ends_with(&option[1..option.len() - 1])
                });
                is_meant.then(|| editor.add_beside(at, name, &list)).flatten()
            });
            if made.is_some() {
                return made;
            }
        }
        self.edit((*root)?, |editor, at| editor.add_attribute(at, below, &list))
    }

    fn add_entries(&mut self, list: Span, entries: &[Entry]) -> Option<()> {
        entries
            .iter()
            .try_for_each(|entry| self.edit(list, |editor, at| editor.add_item(at, &item(entry))))
    }

    /// Changes what is defined at a name, when that is the option that is meant.
    fn edit_option(
        &mut self,
        name: Span,
        option: &[String],
        change: impl FnOnce(&Editor, TextRange) -> Option<Vec<TextEdit>>,
    ) -> Option<()> {
        self.edit(name, |editor, at| {
            let name = editor.option_name(at, option)?;
            change(editor, name)
        })
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

    /// The texts that changed: file, old text, new text. What nixfmt would have left as it was, it still would.
    pub fn changed(&self) -> impl Iterator<Item = (FileId, &str, Cow<'_, str>)> {
        let texts = self.drafts.iter().map(|(file, draft)| {
            let new = &**draft.now.text();
            let formatted = self.originals.is_formatted(*file).then(|| format(new)).flatten();
            (*file, &*draft.old, formatted.map_or(Cow::Borrowed(new), Cow::Owned))
        });
        texts.filter(|(_, old, new)| *old != &**new)
    }

    /// The changes as one edit for each file, in the order of their names.
    #[must_use]
    pub fn edits(&self) -> Vec<Edit> {
        let edit = |(file, old, new): (FileId, &str, Cow<'_, str>)| {
            let (range, replacement) = difference(old, &new);
            Edit { span: Span::new(file, range), replacement: replacement.to_owned() }
        };
        let mut edits: Vec<Edit> = self.changed().map(edit).collect();
        // Ids of files are given in the order of reading, which differs from run to run.
        edits.sort_by_cached_key(|edit| self.originals.path(edit.span.file));
        edits
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
