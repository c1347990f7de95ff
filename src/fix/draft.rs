//! Texts with changes that are not written yet.

use std::{
    borrow::Cow,
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
};

use super::{differences, place};
use crate::{
    diagnostic::{Diagnostic, Edit, Entry, Intent, Proposal},
    model::{Fleet, Host},
    source::{FileId, Files, Span, TextRange},
    syntax::edit::{Editor, NewItem, NewValue, TextEdit, apply, format, is_computed, is_formatted},
};

/// The texts of a run, each parsed once, and the machines that they make.
pub struct Originals<'f> {
    files: &'f Files,
    fleet: &'f Fleet,
    root: &'f Path,
    served: HashMap<Span, BTreeSet<usize>>,
    parsed: RefCell<BTreeMap<FileId, Option<Rc<Editor>>>>,
    formatted: RefCell<BTreeMap<FileId, bool>>,
}

impl<'f> Originals<'f> {
    /// Some files, the hosts that they make, and the directory below which files may change.
    #[must_use]
    pub fn new(files: &'f Files, fleet: &'f Fleet, root: &'f Path) -> Self {
        let mut served: HashMap<Span, BTreeSet<usize>> = HashMap::new();
        for (number, host) in fleet.hosts.iter().enumerate() {
            let entries = host.entries.iter().map(|entry| entry.span);
            let roots = host
                .roots
                .iter()
                .flat_map(|root| [root.span, root.directories_span, root.files_span]);
            // The host may be of an earlier run, and its places of an earlier text.
            for span in entries.chain(roots).flatten().filter_map(|span| files.now(span)) {
                served.entry(span).or_default().insert(number);
            }
        }
        let (parsed, formatted) = (RefCell::default(), RefCell::default());
        Self { files, fleet, root, served, parsed, formatted }
    }

    /// Whether a file is the project's.
    pub(super) fn is_editable(&self, file: FileId) -> bool {
        self.files.path(file).starts_with(self.root)
    }

    /// The hosts, by number, for which an entry, a list or a root that is written at a place counts.
    pub(super) fn served(&self, place: Span) -> BTreeSet<usize> {
        self.served.get(&place).cloned().unwrap_or_default()
    }

    /// The hosts, by number, that need all of some entries.
    pub(super) fn hosts_that_need(&self, wanted: place::Wanted<'_>) -> BTreeSet<usize> {
        let hosts = || self.fleet.hosts.iter().map(|host| &**host).enumerate();
        let needs = |(_, host): &(usize, &Host)| {
            wanted.entries.iter().all(|entry| place::needs(host, entry))
        };
        let mut found: BTreeSet<usize> = hosts().filter(needs).map(|(at, _)| at).collect();
        if found.is_empty() {
            let is_meant = |(_, host): &(usize, &Host)| wanted.hosts.contains(&host.name);
            found.extend(hosts().filter(is_meant).map(|(at, _)| at));
        }
        // What is moved was there.
        found.extend(wanted.near.into_iter().flat_map(|near| self.served(near)));
        found
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
    /// The lists that were begun: beside what, and with which entries. Several hosts need them for the same reason.
    begun: Vec<(Span, Vec<Entry>)>,
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
        Self { originals, drafts: BTreeMap::new(), begun: Vec::new() }
    }

    /// Makes the changes that repair a diagnostic; all, or none.
    pub fn repair(&mut self, diagnostic: &Diagnostic) -> bool {
        match (&diagnostic.proposal, &diagnostic.fix) {
            (Some(proposal), Some(_)) => self.propose(proposal, &diagnostic.hosts),
            (None, Some(fix)) => self.all(&fix.edits, |drafts, edit| {
                let replacement = edit.replacement.clone();
                drafts.edit(edit.span, |_, range| Some(vec![TextEdit { range, replacement }]))
            }),
            _ => false,
        }
    }

    /// Makes the changes of a proposal for some hosts; all, or none.
    pub fn propose(&mut self, proposal: &Proposal, hosts: &[String]) -> bool {
        self.all(&proposal.intents, |drafts, intent| drafts.intend(intent, hosts))
    }

    fn all<T>(&mut self, changes: &[T], mut make: impl FnMut(&mut Self, &T) -> Option<()>) -> bool {
        let before = self.drafts.clone();
        let made = !changes.is_empty() && changes.iter().all(|change| make(self, change).is_some());
        if !made {
            self.drafts = before;
        }
        made
    }

    fn intend(&mut self, intent: &Intent, hosts: &[String]) -> Option<()> {
        match intent {
            Intent::AddEntries { .. } => self.add(intent, hosts),
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
            entries,
            hosts,
        };
        place::choices(self.originals, wanted).into_iter().find_map(|choice| match choice {
            place::Choice::List(list) => self.add_entries(list, entries),
            place::Choice::Begin(owner, own) => {
                let option = own.as_ref().unwrap_or(option);
                let new = (owner, entries.clone());
                if !self.begun.contains(&new) {
                    // A list that is there without entries that are known is none of those above.
                    let adds = entries.iter().try_for_each(|entry| {
                        self.edit(owner, |editor, at| {
                            editor.add_to_option(at, option, &item(entry))
                        })
                    });
                    adds.or_else(|| {
                        self.edit(owner, |editor, at| editor.add_option(at, option, &list))
                    })?;
                    self.begun.push(new);
                }
                Some(())
            }
            place::Choice::Sibling(other) => self.edit(other, |editor, at| {
                let is_meant = editor.option(at).is_some_and(is_of_root);
                is_meant.then(|| editor.add_beside(at, name, &list)).flatten()
            }),
            place::Choice::Root(root) => {
                self.edit(root, |editor, at| editor.add_attribute(at, below, &list))
            }
        })
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
