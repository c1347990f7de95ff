//! New lists, beside what they are for.

use std::{collections::BTreeSet, path::Path};

use super::{
    Wanted,
    list::{List, lists_of_services},
};
use crate::{
    diagnostic::Place,
    fix::{Originals, module},
    model::{Host, PersistenceRoot, Source},
    source::{FileId, Span},
};

/// So many files beside each other with lists of their own are a habit, and twice as many in the whole project.
const HABIT: usize = 3;

/// Where a list can be begun beside what it is for, and the lists of services.
pub(super) fn place<'w>(
    originals: &Originals<'_>,
    wanted: Wanted<'w>,
) -> Option<(Span, Vec<List<'w>>)> {
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

/// The option that a list is begun with beside what it is for; an option of the project's own, or one with a computed name,
/// if it is given. `None` where machines would get it that have no use for it.
pub(super) fn option(
    originals: &Originals<'_>,
    wanted: Wanted<'_>,
    near: Span,
    services: &[List<'_>],
    needs: &BTreeSet<usize>,
) -> Option<Option<Vec<String>>> {
    let has_sets = wanted.entries.iter().any(|entry| !entry.attributes.is_empty());
    let own = own_option(originals, services, has_sets);
    let computed = if own.is_none() { computed_option(originals, near, wanted) } else { None };
    let has_computed = wanted.root.filter(|_| computed.is_some());
    let has_computed = has_computed.map(|root| originals.served(root)).unwrap_or_default();
    let is_shared = || !originals.known_in(near.file).is_subset(needs);
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
    (is_needed && is_for_all && is_place).then(|| own.or(computed))
}

/// Whether the project keeps lists beside what they are for.
pub(super) fn is_habit(originals: &Originals<'_>, near: Span, services: &[List<'_>]) -> bool {
    let directory = |file| originals.path(file).parent().map(Path::to_owned);
    let is_beside = |list: &&List<'_>| directory(list.file) == directory(near.file);
    services.iter().filter(is_beside).count() >= HABIT || services.len() >= 2 * HABIT
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
