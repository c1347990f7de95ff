//! The list that a new entry goes into.

mod begin;
mod list;

use std::collections::BTreeSet;

use super::Originals;
use crate::{
    diagnostic::{Entry, Place},
    model::{Certainty, Host, PersistenceEntry, path},
    source::{FileId, Span},
    syntax::edit::EntryList,
};
use list::{Grade, List, Rank, lists};

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
    let begin = begin::place(originals, wanted);
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
    if let Some((near, services)) = begin
        && let Some(option) = begin::option(originals, wanted, near, &services, &needs)
    {
        let is_habit = begin::is_habit(originals, near, &services);
        let before = if is_habit { Grade::Beside } else { Grade::Machine };
        let at = choices.partition_point(|(grade, _)| *grade >= before);
        choices.insert(at, (before, Choice::Begin(near, option)));
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
