//! The list that a new entry goes into.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{Originals, module};
use crate::{
    diagnostic::{Entry, Place},
    model::{Certainty, Host, PersistenceEntry, PersistenceRoot, Source, path},
    source::{FileId, Span, TextRange},
    syntax::edit::{EntryList, program_of},
};

/// A list that counts only under a condition is the central one when it holds at least this many items, or what every
/// machine keeps: the condition is then whether the machine keeps anything at all.
const CENTRAL: usize = 4;

/// Lists of at most this many items are those of one service.
const OWN: usize = 3;

/// So many files beside each other with lists of their own are a habit, and twice as many in the whole project.
const HABIT: usize = 3;

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

/// What is to be placed.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'w> {
    /// Lists that serve all machines that need it.
    pub places: &'w [Place],
    /// Lists of the same kind that serve some of them.
    pub others: &'w [Place],
    /// Lists of the other kind, for all of them.
    pub siblings: &'w [Place],
    /// The name of the persistent root.
    pub root: Option<Span>,
    /// What it is for.
    pub near: Option<Span>,
    /// Whether a list can be begun there: if it is an option of home-manager, only where others are beside their programs.
    pub begins: bool,
    pub of_home: bool,
    /// Whether it is in a home, whoever keeps it there.
    pub of_user: bool,
    /// The option that the list is.
    pub option: &'w [String],
    /// How much of it is the name of the root.
    pub depth: usize,
    pub entries: &'w [Entry],
    /// The machines that need it.
    pub hosts: &'w [String],
}

/// A place for a new entry.
#[derive(Clone)]
pub(super) enum Choice {
    /// The name of a list.
    List(Span),
    /// Beside what it is for. With the option that the project has for it, when that is one of its own, or has a name that is
    /// computed.
    Begin(Span, Option<Vec<String>>),
    /// Beside the list of the other kind. Whether that is an option of the project's own in which lists of both kinds are.
    Sibling(Span, bool),
    /// In the root itself.
    Root(Span),
}

/// The places for an entry, the best first. A list for more machines than need the entry is none, and there is none for what
/// is commented out: its owner does not want it.
///
/// Who keeps persistence next to services wants the entry there: a list in the file of what it is for comes first, then a
/// new one there, where other files have their own. Otherwise the list of the machine comes first: one in the same
/// directory, then one in a file that is named after persistence, then the longest. The list of another service is the
/// last. In a list that counts only under a condition, the entry could be missing some day.
pub(super) fn choices(originals: &Originals<'_>, wanted: Wanted<'_>) -> Vec<Choice> {
    if is_commented_out(originals, wanted) {
        return Vec::new();
    }
    let has_sets = wanted.entries.iter().any(|entry| !entry.attributes.is_empty());
    let needs = originals.hosts_that_need(wanted);
    let serves_others = |span: Span| !originals.served(span).is_subset(&needs);
    let begin = begin(originals, wanted);
    let near = begin.as_ref().map(|(at, _)| *at).or(wanted.near);
    let ranked = |places, takes: &dyn Fn(&EntryList) -> bool| {
        let lists = lists(originals, places, near).into_iter();
        let lists = lists
            .filter(|list| takes(&list.form))
            .filter(|list| !list.form.is_conditional || list.is_of_whole_machine(wanted.of_user))
            .filter(|list| !list.entries.iter().any(|place| serves_others(place.span)));
        let ranked = lists.map(|list| (list.rank(originals, near), list));
        // The list of one service is no place for what another one keeps.
        let is_free = |(rank, list): &(Rank, List<'_>)| {
            let path = originals.path(list.file);
            let Some(near) = near else { return true };
            // In homes, programs stand in directories by what they are for.
            let is_around =
                || path.parent().is_some_and(|dir| originals.path(near.file).starts_with(dir));
            rank.grade != Grade::Other
                || !list.is_of_one_service(&path) && (!wanted.of_user || is_around())
        };
        let mut ranked: Vec<(Rank, List<'_>)> = ranked.filter(is_free).collect();
        // Of equals the first stays.
        ranked.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
        ranked
    };
    let own = ranked(wanted.places, &|form| !has_sets || form.takes_sets);
    let siblings = ranked(wanted.siblings, &|_| true);
    let mut choices: Vec<(Grade, Choice)> =
        own.into_iter().map(|(rank, list)| (rank.grade, Choice::List(list.name()))).collect();
    let options: BTreeSet<Vec<String>> = lists(originals, wanted.places, None)
        .into_iter()
        .filter_map(|list| list.form.option)
        .collect();
    choices.extend(siblings.into_iter().map(|(rank, list)| {
        // What is moved stays in its file.
        let is_left = list.entries.iter().any(|place| Some(place.span) == wanted.near);
        let most = if is_left { Grade::Beside } else { Grade::Machine };
        let is_own = list.twin(wanted.option).is_some_and(|twin| options.contains(&twin));
        (rank.grade.min(most), Choice::Sibling(list.name(), is_own))
    }));
    // The grade decides, then the kind of the list: both are in order.
    choices.sort_by_key(|(grade, _)| std::cmp::Reverse(*grade));
    if let Some((near, services)) = begin {
        let directory = |file| originals.path(file).parent().map(Path::to_owned);
        let beside = services.iter().filter(|list| directory(list.file) == directory(near.file));
        let beside = beside.count();
        let is_habit = beside >= HABIT || services.len() >= 2 * HABIT;
        let own = own_option(originals, &services, has_sets);
        let computed = if own.is_none() { computed_option(originals, near, wanted) } else { None };
        let has_computed = wanted.root.filter(|_| computed.is_some());
        let has_computed = has_computed.map(|root| originals.served(root)).unwrap_or_default();
        let is_shared = || !originals.known_in(near.file).is_subset(&needs);
        let is_needed = wanted.near == Some(near) || !is_shared();
        let mut known = wanted.near.into_iter().flat_map(|near| originals.known_at(near));
        let is_for_all = known.all(|(number, host)| match root(host, wanted) {
            Some(root) if root.enabled.is(&false) => true,
            Some(_) => needs.contains(&number),
            None if has_computed.contains(&number) => needs.contains(&number),
            None => {
                let same = services.iter().filter(|list| list.form.option == own);
                // What is not known of could be that root.
                let is_known = host.entries.is_complete() || needs.contains(&number);
                is_known && is_in_vain(originals, same, number)
            }
        });
        // What home-manager switches on has no place for an option of NixOS.
        let is_place = match (wanted.of_user, wanted.of_home) {
            (true, false) => {
                let of_home = |list: &List<'_>| originals.is_of_home_manager(list.file);
                own.is_some() && services.iter().any(of_home)
            }
            (_, of_home) => !of_home || !services.is_empty(),
        };
        let before = if is_habit { Grade::Beside } else { Grade::Machine };
        let at = choices.partition_point(|(grade, _)| *grade >= before);
        if is_needed && is_for_all && is_place {
            choices.insert(at, (before, Choice::Begin(near, own.or(computed))));
        }
    }
    // Where a module takes the list over from an option of the project's own, that option is defined beside it.
    let given = || wanted.places.iter().find_map(|place| taken_over(originals, place.span));
    let own = if choices.is_empty() && !has_sets { given() } else { None };
    let own = own.filter(|(list, _)| !serves_others(*list));
    let root = wanted.root.filter(|root| originals.is_editable(root.file) && !serves_others(*root));
    let choices = choices.into_iter().map(|(_, choice)| choice);
    let own = own.map(|(list, option)| Choice::Begin(list, Some(option)));
    choices.chain(own).chain(root.map(Choice::Root)).collect()
}

/// Where a list can be begun beside what it is for, and the lists of services.
fn begin<'w>(originals: &Originals<'_>, wanted: Wanted<'w>) -> Option<(Span, Vec<List<'w>>)> {
    let near = wanted.near.filter(|near| wanted.begins && originals.is_editable(near.file))?;
    let services = lists_of_services(originals, wanted);
    // What is moved is persisted where it is.
    if wanted.places.iter().chain(wanted.siblings).any(|place| place.span == near) {
        return Some((near, services));
    }
    let files: Vec<FileId> = services.iter().map(|list| list.file).collect();
    match module::place(originals, near, &files) {
        module::Place::Here => Some((near, services)),
        module::Place::Switch(at) => Some((at, services)),
        module::Place::Elsewhere => None,
    }
}

/// The option of the project's own that gives a list, and where it is taken over.
fn taken_over(originals: &Originals<'_>, list: Span) -> Option<(Span, Vec<String>)> {
    let editor = originals.get(list.file).filter(|_| originals.is_editable(list.file))?;
    Some((list, editor.taken_over(list.range)?))
}

/// Whether one of the entries is commented out where lists are, or beside what it is for.
fn is_commented_out(originals: &Originals<'_>, wanted: Wanted<'_>) -> bool {
    let places = wanted.places.iter().chain(wanted.siblings).map(|place| place.span.file);
    let files: BTreeSet<FileId> = places.chain(wanted.near.map(|near| near.file)).collect();
    files
        .into_iter()
        .filter_map(|file| originals.get(file))
        .any(|editor| wanted.entries.iter().any(|entry| editor.is_commented_out(&entry.path)))
}

/// A list, and what is in it.
struct List<'p> {
    file: FileId,
    form: EntryList,
    /// Its entries, as they are written, and where.
    entries: Vec<&'p Place>,
}

/// What makes a list the right one, what decides first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    grade: Grade,
    is_in_directory: bool,
    is_central: bool,
    items: usize,
}

/// Whose list it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Grade {
    /// Of another service.
    Other,
    /// The machine's.
    Machine,
    /// Of what the entry is for.
    Beside,
}

impl List<'_> {
    fn name(&self) -> Span {
        Span::new(self.file, self.form.name)
    }

    /// The option of the project's own that the list for another kind of entries is, if this one is such, too.
    fn twin(&self, option: &[String]) -> Option<Vec<String>> {
        let mut own = self.form.option.clone()?;
        option.last()?.clone_into(own.last_mut()?);
        Some(own)
    }

    fn rank(&self, originals: &Originals<'_>, near: Option<Span>) -> Rank {
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
    fn is_of_whole_machine(&self, of_user: bool) -> bool {
        let is_long = self.form.items >= CENTRAL;
        self.form.is_about_persistence
            || is_long && (!of_user || self.has(&OF_EVERY_HOME))
            || self.has(&OF_EVERY_MACHINE)
    }

    /// Whether all that it holds belongs to one service, by the names of its file or of its entries.
    fn is_of_one_service(&self, file: &Path) -> bool {
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
fn lists<'p>(originals: &Originals<'_>, places: &'p [Place], near: Option<Span>) -> Vec<List<'p>> {
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
fn lists_of_services<'w>(originals: &Originals<'_>, wanted: Wanted<'w>) -> Vec<List<'w>> {
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

/// The option in which all of some lists stand, when it is one of the project's own, and takes what is to go into it.
fn own_option(
    originals: &Originals<'_>,
    lists: &[List<'_>],
    has_sets: bool,
) -> Option<Vec<String>> {
    let first = lists.first()?.form.option.as_ref()?;
    let is_same = lists.iter().all(|list| list.form.option.as_ref() == Some(first));
    let takes = !has_sets
        || lists.iter().any(|list| list.form.takes_sets)
        || module::takes_sets(originals, first);
    (is_same && takes).then(|| first.clone())
}

/// The option of a root whose name is computed where it is written, when that can be written beside what an entry is for, too.
fn computed_option(
    originals: &Originals<'_>,
    near: Span,
    wanted: Wanted<'_>,
) -> Option<Vec<String>> {
    let root = wanted.root?;
    let name = originals.get(root.file)?.computed_name(root.range)?;
    let can = originals.get(near.file)?.has_config(near.range);
    let mut option = wanted.option.to_vec();
    *option.get_mut(wanted.depth.checked_sub(1)?)? = name;
    can.then_some(option)
}

fn form(originals: &Originals<'_>, place: &Place, near: Option<Span>) -> Option<EntryList> {
    let near = near.filter(|near| near.file == place.span.file).map(|near| near.range);
    let editor = originals.get(place.span.file)?;
    editor.entry_list(place.span.range, place.entry.as_deref(), near)
}

/// The persistent root of a machine that something goes to: of the name that is defined. One that is
/// switched off keeps nothing, whatever is defined for it.
fn root<'h>(host: &'h Host, wanted: Wanted<'_>) -> Option<&'h PersistenceRoot> {
    let is_meant = |root: &&PersistenceRoot| {
        let is_of_home = root.source == Source::HomeManager;
        wanted.option.contains(&root.name) && is_of_home == wanted.of_home
    };
    let mut roots = host.roots.iter().filter(is_meant);
    roots.clone().find(|root| !root.enabled.is(&false)).or_else(|| roots.next())
}

/// Whether some of the lists are defined for a machine that has no root for them, and count for nothing there: the option is
/// forced to be empty, or is one of the project's own. One more does no harm.
fn is_in_vain<'l>(
    originals: &Originals<'_>,
    mut lists: impl Iterator<Item = &'l List<'l>>,
    host: usize,
) -> bool {
    lists.any(|list| {
        let serves = |place: &&Place| originals.served(place.span).contains(&host);
        !list.entries.iter().any(serves)
            && list
                .entries
                .first()
                .is_some_and(|entry| originals.is_defined(list.name(), entry, host))
    })
}

/// Whether a machine needs an entry: something of it keeps its state there, which is not kept already.
pub(super) fn needs(host: &Host, entry: &Entry) -> bool {
    let wanted = entry.path.trim_end_matches('/');
    let is_kept = |kept: &PersistenceEntry| match wanted.starts_with('/') {
        true => path::is_at_or_below(wanted, &kept.path),
        false => kept.path.ends_with(&format!("/{wanted}")),
    };
    let is_entry = |kept: &&PersistenceEntry| kept.source.is_module() && !kept.may;
    if host.entries.iter().filter(is_entry).any(is_kept) {
        return false;
    }
    let mut lost = host.state.iter().filter(|state| state.kept != Certainty::Yes);
    lost.any(|state| match wanted.starts_with('/') {
        true => {
            path::is_at_or_below(&state.path, wanted) || path::is_at_or_below(wanted, &state.path)
        }
        false => {
            state.path.ends_with(&format!("/{wanted}"))
                || state.path.contains(&format!("/{wanted}/"))
        }
    })
}
