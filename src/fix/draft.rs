//! Texts with changes that are not written yet.

use std::{borrow::Cow, collections::BTreeMap, rc::Rc, slice, sync::Arc};

use super::{Originals, differences, place};
use crate::{
    diagnostic::{Diagnostic, Edit, Entry, Intent, Proposal},
    source::{FileId, Span, TextRange},
    syntax::edit::{Editor, NewItem, NewValue, TextEdit, apply, format, is_computed},
};

/// The files of a run, with changes. A later change sees the earlier ones.
#[derive(Clone)]
pub struct Drafts<'o> {
    originals: &'o Originals<'o>,
    drafts: BTreeMap<FileId, Draft>,
    /// The lists that were begun: beside what, and with which entries. Several hosts need them for the same reason.
    begun: Vec<(Span, Vec<Entry>)>,
    /// The options that were set, and for which hosts. Several repairs can need the same.
    set: Vec<(Vec<String>, String, Vec<String>)>,
    /// How many places for entries are passed over, because they turned out wrong.
    passed: usize,
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
        Self::passing(originals, 0)
    }

    /// No changes; entries do not go to the best places that there are for them, but to the next.
    #[must_use]
    pub fn passing(originals: &'o Originals<'o>, passed: usize) -> Self {
        let (drafts, begun, set) = (BTreeMap::new(), Vec::new(), Vec::new());
        Self { originals, drafts, begun, set, passed }
    }

    /// Makes the changes that repair a diagnostic; all, or none.
    pub fn repair(&mut self, diagnostic: &Diagnostic) -> bool {
        match (&diagnostic.proposal, &diagnostic.fix) {
            (Some(proposal), Some(_)) => self.propose(diagnostic.rule, proposal, &diagnostic.hosts),
            (None, Some(fix)) => self.all(&fix.edits, |drafts, edit| {
                let replacement = edit.replacement.clone();
                drafts.edit(edit.span, |_, range| Some(vec![TextEdit { range, replacement }]))
            }),
            _ => false,
        }
    }

    /// Makes the changes that a rule proposes for some hosts; all, or none. None when a host would change in which the rule
    /// has found nothing.
    pub fn propose(&mut self, rule: &'static str, proposal: &Proposal, hosts: &[String]) -> bool {
        let originals = self.originals;
        let is_shared = |place: Span| originals.concerns_others(rule, place, hosts);
        self.all(&proposal.intents, |drafts, intent| match intent {
            Intent::AddEntries { .. } => drafts.add(intent, hosts),
            Intent::SetOption { option, value, .. } if drafts.is_set(option, value, hosts) => {
                Some(())
            }
            Intent::SetOption { beside, or, option, value } => {
                let places = if is_shared(*beside) { or } else { slice::from_ref(beside) };
                let can = !places.is_empty() && !places.iter().any(|place| is_shared(*place));
                can.then_some(())?;
                places.iter().try_for_each(|place| drafts.set_option(*place, option, value))?;
                drafts.set.push((option.clone(), value.clone(), hosts.to_vec()));
                Some(())
            }
            Intent::SetAttribute { name, or, option, path, value } if is_shared(*name) => {
                let can = !or.is_empty() && !or.iter().any(|place| is_shared(*place));
                can.then_some(())?;
                let option = [option.as_slice(), path].concat();
                or.iter().try_for_each(|place| drafts.set_option(*place, &option, value))
            }
            _ if intent.changed().is_some_and(is_shared) => None,
            _ => drafts.intend(intent),
        })
    }

    fn all<T>(&mut self, changes: &[T], mut make: impl FnMut(&mut Self, &T) -> Option<()>) -> bool {
        let before = self.clone();
        let made = !changes.is_empty() && changes.iter().all(|change| make(self, change).is_some());
        if !made {
            *self = before;
        }
        made
    }

    /// Whether all of some hosts have got an option already.
    fn is_set(&self, option: &[String], value: &str, hosts: &[String]) -> bool {
        self.set.iter().any(|(of, is, by)| {
            of == option && is == value && hosts.iter().all(|host| by.contains(host))
        })
    }

    fn set_option(&mut self, beside: Span, option: &[String], value: &str) -> Option<()> {
        let value = NewValue::Nix(value.to_owned());
        self.edit(beside, |editor, at| editor.add_option(at, option, &value))
    }

    fn intend(&mut self, intent: &Intent) -> Option<()> {
        match intent {
            // See `propose`.
            Intent::AddEntries { .. } | Intent::SetOption { .. } => None,
            Intent::SetAttribute { name, option, path, value, .. } => {
                let value = NewValue::Nix(value.clone());
                self.edit_option(*name, option, |editor, at| editor.set_attribute(at, path, &value))
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
            Intent::InsertLine { at, after, line } => {
                self.edit(*at, |editor, at| editor.insert_line(at, after, line))
            }
            Intent::RenameAttribute { at, old, new } => {
                self.edit(*at, |editor, at| editor.rename_attribute(at, old, new))
            }
            Intent::Enclose { at, old, new, attributes, name } => {
                self.edit(*at, |editor, at| editor.enclose(at, old, new, attributes, name))
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
            Intent::ShortenEntry { item, path, attributes } => self.edit(*item, |editor, at| {
                let is_meant = editor.takes_attributes(at, path);
                is_meant.then(|| editor.shorten_item(at, attributes)).flatten()
            }),
            Intent::RemoveItem { item } => self.edit(*item, |editor, at| editor.remove_item(at)),
            Intent::TakeEntry { item, path } => self.edit(*item, |editor, at| {
                let is_meant = editor.is_entry(at, path) && !editor.has_comment(at);
                is_meant.then(|| editor.remove_item(at)).flatten()
            }),
        }
    }

    /// Adds entries to the list that is the right one, or begins it.
    fn add(&mut self, intent: &Intent, hosts: &[String]) -> Option<()> {
        let Intent::AddEntries {
            beside,
            others,
            near,
            begins,
            siblings,
            root,
            option,
            depth,
            entries,
        } = intent
        else {
            return None;
        };
        let list = NewValue::List(entries.iter().map(item).collect());
        let (name, below) = (option.last()?, option.get(*depth..)?);
        // Of the list for the other kind, only what is an option of the root is beside the new one. The name of the root can be
        // computed: it is where the root was found.
        let of_root = &option[1..option.len() - 1];
        let root_at = depth.checked_sub(2)?;
        let is_of_root = |path: Vec<String>| {
            let Some(from) = path.len().checked_sub(of_root.len() + 1) else { return false };
            let mut names = path[from..].iter().zip(of_root).enumerate();
            names.all(|(at, (own, name))| own == name || at == root_at && is_computed(own))
        };
        let wanted = place::Wanted {
            places: beside,
            others,
            siblings,
            root: *root,
            near: *near,
            begins: *begins,
            of_home: option.first().is_some_and(|name| name == "home"),
            of_user: !entries.iter().any(|entry| entry.path.starts_with('/')),
            option,
            depth: *depth,
            entries,
            hosts,
        };
        let add_to = |drafts: &mut Self, choice: place::Choice| match choice {
            place::Choice::List(list) => drafts.add_entries(list, entries),
            place::Choice::Begin(owner, own) => {
                drafts.begin(owner, own.as_ref().unwrap_or(option), entries, &list)
            }
            place::Choice::Sibling(other, is_own) => drafts.edit(other, |editor, at| {
                let is_meant = is_own || editor.option(at).is_some_and(is_of_root);
                is_meant.then(|| editor.add_beside(at, name, &list)).flatten()
            }),
            place::Choice::Root(root) => {
                drafts.edit(root, |editor, at| editor.add_attribute(at, below, &list))
            }
        };
        let mut left = self.passed;
        for choice in place::choices(self.originals, wanted) {
            let mut next = self.clone();
            if add_to(&mut next, choice).is_none() {
                continue;
            }
            if left == 0 {
                *self = next;
                return Some(());
            }
            left -= 1;
        }
        None
    }

    /// Begins a list beside what it is for, or adds to the one that is there.
    fn begin(
        &mut self,
        owner: Span,
        option: &[String],
        entries: &[Entry],
        list: &NewValue,
    ) -> Option<()> {
        let new = (owner, entries.to_vec());
        if self.begun.contains(&new) {
            return Some(());
        }
        // A list that is there without entries that are known is none of those above.
        let adds = entries.iter().try_for_each(|entry| {
            self.edit(owner, |editor, at| editor.add_to_option(at, option, &item(entry)))
        });
        adds.or_else(|| self.edit(owner, |editor, at| editor.add_option(at, option, list)))?;
        self.begun.push(new);
        Some(())
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

    /// The changes as edits, in the order of the names of their files.
    #[must_use]
    pub fn edits(&self) -> Vec<Edit> {
        let of_file = |(file, old, new): (FileId, &str, Cow<'_, str>)| {
            let edits = differences(old, &new).into_iter();
            edits.map(move |TextEdit { range, replacement }| Edit {
                span: Span::new(file, range),
                replacement,
            })
        };
        let mut edits: Vec<Edit> = self.changed().flat_map(of_file).collect();
        // Ids of files are given in the order of reading, which differs from run to run.
        edits.sort_by_cached_key(|edit| (self.originals.path(edit.span.file), edit.span.range));
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
