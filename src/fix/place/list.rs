//! The lists that there are, and what makes one the right one.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{Originals, Wanted};
use crate::{
    diagnostic::Place,
    source::{FileId, Span, TextRange},
    syntax::edit::{EntryList, program_of},
};

/// A list that counts only under a condition is the central one when it holds at least this many items, or what every
/// machine keeps: the condition is then whether the machine keeps anything at all.
const CENTRAL: usize = 4;

/// Lists of at most this many items are those of one service.
const OWN: usize = 3;

/// What every machine keeps: a list of these counts whenever the machine keeps anything.
const OF_EVERY_MACHINE: [&str; 3] = ["/etc/machine-id", "/var/lib/nixos", "/var/log"];

/// What only the list of a whole machine keeps.
const OF_MACHINE: [&str; 8] = [
    "/etc/adjtime",
    "/etc/machine-id",
    "/etc/nixos",
    "/var/lib/nixos",
    "/var/lib/systemd",
    "/var/lib/systemd/coredump",
    "/var/lib/systemd/timers",
    "/var/log",
];

/// What only the list of a whole home keeps.
const OF_HOME: [&str; 8] =
    [".gnupg", ".ssh", "Desktop", "Documents", "Downloads", "Pictures", "documents", "downloads"];

/// What every home keeps: a long list of these counts whenever the home keeps anything.
const OF_EVERY_HOME: [&str; 6] =
    [".gnupg", ".ssh", "Documents", "Downloads", "documents", "downloads"];

/// A list, and what is in it.
pub(super) struct List<'p> {
    pub(super) file: FileId,
    pub(super) form: EntryList,
    /// Its entries, as they are written, and where.
    pub(super) entries: Vec<&'p Place>,
}

/// What makes a list the right one, what decides first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    pub(super) grade: Grade,
    is_in_directory: bool,
    is_central: bool,
    items: usize,
}

/// Whose list it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grade {
    /// Of another service.
    Other,
    /// The machine's.
    Machine,
    /// Of what the entry is for.
    Beside,
}

impl List<'_> {
    pub(super) fn name(&self) -> Span {
        Span::new(self.file, self.form.name)
    }

    /// The option of the project's own that the list for another kind of entries is, if this one is such, too.
    pub(super) fn twin(&self, option: &[String]) -> Option<Vec<String>> {
        let mut own = self.form.option.clone()?;
        option.last()?.clone_into(own.last_mut()?);
        Some(own)
    }

    pub(super) fn rank(&self, originals: &Originals<'_>, near: Option<Span>) -> Rank {
        let path = originals.path(self.file);
        let of_near = near.map(|near| originals.path(near.file));
        let of_matter = !self.form.is_conditional || self.form.is_about_persistence;
        let is_in_directory =
            of_matter && of_near.as_deref().and_then(Path::parent) == path.parent();
        let is_beside = of_matter && near.is_some_and(|near| near.file == self.file);
        let grade = match () {
            () if is_beside => Grade::Beside,
            () if self.is_of_machine(&path, is_in_directory) => Grade::Machine,
            () => Grade::Other,
        };
        Rank { grade, is_in_directory, is_central: is_central(&path), items: self.form.items }
    }

    fn has(&self, known: &[&str]) -> bool {
        let written = |place: &Place| place.entry.clone().unwrap_or_default();
        self.entries.iter().any(|place| known.contains(&written(place).trim_end_matches('/')))
    }

    /// Whether the condition that it counts under is whether the machine keeps anything. Of a home, the list under another
    /// condition can be long, too: that of all games.
    pub(super) fn is_of_whole_machine(&self, of_user: bool) -> bool {
        let is_long = self.form.items >= CENTRAL;
        self.form.is_about_persistence
            || is_long && (!of_user || self.has(&OF_EVERY_HOME))
            || self.has(&OF_EVERY_MACHINE)
    }

    /// Whether all that it holds belongs to one service, by the names of its file or of its entries.
    pub(super) fn is_of_one_service(&self, file: &Path) -> bool {
        let mut programs =
            self.entries.iter().map(|place| program_of(place.entry.as_deref().unwrap_or_default()));
        let first = programs.next().flatten();
        let is_same = first.is_some() && programs.all(|program| program == first);
        is_same && self.entries.len() > 1 || is_named_after(&self.entries, file)
    }

    /// Whether it is there for more than one service.
    fn is_of_machine(&self, path: &Path, is_in_directory: bool) -> bool {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let is_main = ["default", "configuration", "flake"].contains(&stem);
        is_central(path)
            || self.has(&OF_MACHINE)
            || self.has(&OF_HOME)
            || !self.is_of_one_service(path)
                && is_main
                && (is_in_directory || self.form.items > OWN)
    }
}

/// Whether a file is there for what the machine keeps, by its name.
fn is_central(file: &Path) -> bool {
    let words = ["persist", "impermanence", "preservation"];
    let names = [file.file_name(), file.parent().and_then(Path::file_name)];
    let names = names.into_iter().flatten().filter_map(|name| name.to_str());
    names.into_iter().any(|name| words.iter().any(|word| name.contains(word)))
}

/// Whether a list is that of a service, which its file is named after: `/var/lib/regreet` in `regreet.nix`.
fn is_named_after(entries: &[&Place], file: &Path) -> bool {
    let stem = file.file_stem().and_then(|stem| stem.to_str()).filter(|stem| *stem != "default");
    let directory = || file.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    let name = stem.or_else(directory).unwrap_or_default().to_lowercase();
    let entry = |place: &&Place| place.entry.as_deref().unwrap_or_default().to_lowercase();
    let is_of = |place: &&Place| entry(place).contains(&name);
    name.len() > 2 && entries.iter().any(is_of)
}

/// The lists in which some entries stand, in the order of these.
pub(super) fn lists<'p>(
    originals: &Originals<'_>,
    places: &'p [Place],
    near: Option<Span>,
) -> Vec<List<'p>> {
    let mut lists: Vec<List<'p>> = Vec::new();
    let mut known: BTreeMap<(FileId, TextRange), usize> = BTreeMap::new();
    for place in places.iter().filter(|place| originals.is_editable(place.span.file)) {
        let Some(form) = form(originals, place, near) else { continue };
        match known.get(&(place.span.file, form.name)) {
            Some(at) => lists[*at].entries.push(place),
            None => {
                known.insert((place.span.file, form.name), lists.len());
                lists.push(List { file: place.span.file, form, entries: vec![place] });
            }
        }
    }
    lists
}

/// The short lists of services, one for each file.
pub(super) fn lists_of_services<'w>(
    originals: &Originals<'_>,
    wanted: Wanted<'w>,
) -> Vec<List<'w>> {
    let all = [wanted.places, wanted.others]
        .into_iter()
        .flat_map(|places| lists(originals, places, None));
    let mut files = BTreeSet::new();
    all.filter(|list| {
        let path = originals.path(list.file);
        let is_short = list.form.items <= OWN || list.is_of_one_service(&path);
        !list.is_of_machine(&path, false) && is_short && files.insert(list.file)
    })
    .collect()
}

fn form(originals: &Originals<'_>, place: &Place, near: Option<Span>) -> Option<EntryList> {
    let near = near.filter(|near| near.file == place.span.file).map(|near| near.range);
    let editor = originals.get(place.span.file)?;
    editor.entry_list(place.span.range, place.entry.as_deref(), near)
}
