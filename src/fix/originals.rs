//! The texts of a run, and the machines that they make.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
    path::{Path, PathBuf},
    rc::Rc,
};

use super::place;
use crate::{
    diagnostic::{Diagnostic, Intent, Place},
    model::{Fleet, Host, StatePath},
    source::{FileId, Files, Span},
    syntax::edit::{Editor, is_formatted},
};

/// The texts of a run, each parsed once, and the machines that they make.
pub struct Originals<'f> {
    files: &'f Files,
    fleet: &'f Fleet,
    root: &'f Path,
    served: HashMap<Span, BTreeSet<usize>>,
    /// The hosts of which some fact leads to a place.
    known_at: HashMap<Span, BTreeSet<usize>>,
    /// The hosts in which a rule wants something changed at a place.
    meant: HashMap<(&'static str, Span), BTreeSet<&'f str>>,
    parsed: RefCell<BTreeMap<FileId, Option<Rc<Editor>>>>,
    formatted: RefCell<BTreeMap<FileId, bool>>,
}

impl<'f> Originals<'f> {
    /// Some files, the hosts that they make, the directory below which files may change, and what was found.
    #[must_use]
    pub fn new(
        files: &'f Files,
        fleet: &'f Fleet,
        root: &'f Path,
        found: &'f [Diagnostic],
    ) -> Self {
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
        let mut known_at: HashMap<Span, BTreeSet<usize>> = HashMap::new();
        for (number, host) in fleet.hosts.iter().enumerate() {
            for span in host.places().filter_map(|span| files.now(span)) {
                known_at.entry(span).or_default().insert(number);
            }
        }
        let mut meant: HashMap<(&'static str, Span), BTreeSet<&str>> = HashMap::new();
        for found in found {
            let intents = found.proposal.iter().flat_map(|proposal| &proposal.intents);
            for place in intents.filter_map(Intent::changed) {
                let hosts = found.hosts.iter().map(String::as_str);
                meant.entry((found.rule, place)).or_default().extend(hosts);
            }
        }
        let (parsed, formatted) = (RefCell::default(), RefCell::default());
        Self { files, fleet, root, served, known_at, meant, parsed, formatted }
    }

    /// Whether a file is the project's.
    pub(super) fn is_editable(&self, file: FileId) -> bool {
        self.files.path(file).starts_with(self.root)
    }

    /// The hosts, by number, for which an entry, a list or a root that is written at a place counts.
    pub(super) fn served(&self, place: Span) -> BTreeSet<usize> {
        self.served.get(&place).cloned().unwrap_or_default()
    }

    /// The hosts, with their numbers, of which some fact leads to a place.
    pub(super) fn known_at(&self, place: Span) -> impl Iterator<Item = (usize, &'f Host)> + '_ {
        let numbers = self.known_at.get(&place).into_iter().flatten();
        numbers.filter_map(|number| Some((*number, &**self.fleet.hosts.get(*number)?)))
    }

    /// Whether a list is defined for a host, by number: unconditionally beside something that is known of it.
    pub(super) fn is_defined(&self, list: Span, entry: &Place, host: usize) -> bool {
        let Some(editor) = self.get(list.file) else { return false };
        let is_of_host = |(place, hosts): &(&Span, &BTreeSet<usize>)| {
            place.file == list.file && hosts.contains(&host)
        };
        self.known_at.iter().filter(is_of_host).any(|(place, _)| {
            let form =
                || editor.entry_list(entry.span.range, entry.entry.as_deref(), Some(place.range));
            editor.is_beside(place.range, list.range)
                && form().is_some_and(|form| !form.is_conditional)
        })
    }

    /// Whether something that home-manager switches on is written in a file.
    pub(super) fn is_of_home_manager(&self, file: FileId) -> bool {
        let is_there = |state: &StatePath| {
            state.by_home_manager && state.span.is_some_and(|span| span.file == file)
        };
        self.fleet.hosts.iter().any(|host| host.state.iter().any(is_there))
    }

    /// Whether what a rule changes at a place, for some hosts, counts for a host in which it found nothing there.
    pub(super) fn concerns_others(
        &self,
        rule: &'static str,
        place: Span,
        hosts: &[String],
    ) -> bool {
        let meant = self.meant.get(&(rule, place));
        self.known_at(place).any(|(_, host)| {
            !hosts.contains(&host.name)
                && meant.is_none_or(|meant| !meant.contains(host.name.as_str()))
        })
    }

    /// The hosts, by number, that need all of some entries.
    pub(super) fn hosts_that_need(&self, wanted: place::Wanted<'_>) -> BTreeSet<usize> {
        let hosts = || self.fleet.hosts.iter().map(|host| &**host).enumerate();
        let needs = |(_, host): &(usize, &Host)| {
            wanted.entries.iter().all(|entry| place::needs(host, entry))
        };
        let is_meant = |(_, host): &(usize, &Host)| wanted.hosts.contains(&host.name);
        let found = hosts().filter(|host| is_meant(host) || needs(host));
        let mut found: BTreeSet<usize> = found.map(|(at, _)| at).collect();
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

    /// The files of the project in which a name stands.
    pub(super) fn naming(&self, name: &str) -> Vec<(FileId, Rc<Editor>)> {
        let is_nix = |file: &FileId| self.path(*file).extension().is_some_and(|end| end == "nix");
        let files = self.files.below(self.root).into_iter().filter(is_nix);
        let files = files.filter(|file| self.files.text(*file).contains(name));
        files.filter_map(|file| Some((file, self.get(file)?))).collect()
    }

    /// The hosts, by number, of which some fact leads to a file.
    pub(super) fn known_in(&self, file: FileId) -> BTreeSet<usize> {
        let places = self.known_at.iter().filter(|(place, _)| place.file == file);
        places.flat_map(|(_, hosts)| hosts).copied().collect()
    }

    /// Whether nixfmt would leave the text as it is.
    pub(super) fn is_formatted(&self, file: FileId) -> bool {
        let mut formatted = self.formatted.borrow_mut();
        *formatted.entry(file).or_insert_with(|| is_formatted(&self.files.text(file)))
    }

    pub(super) fn path(&self, file: FileId) -> PathBuf {
        self.files.path(file)
    }
}
