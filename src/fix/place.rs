//! The list that a new entry goes into.

use std::{collections::BTreeSet, path::Path};

use super::Originals;
use crate::{diagnostic::Place, source::Span, syntax::edit::EntryList};

/// A list that counts only under a condition is the central one when it holds at least this many items: the condition is
/// then whether the machine keeps anything at all.
const CENTRAL: usize = 4;

/// Lists of at most this many items are those of one service.
const OWN: usize = 3;

/// So many files beside each other with lists of their own are a habit.
const HABIT: usize = 3;

/// A place for a new entry.
#[derive(Clone, Copy)]
pub(super) enum Choice {
    /// The name of a list.
    List(Span),
    /// Beside what it is for: the other services of the directory have lists of their own.
    Beside(Span),
}

/// Who keeps persistence next to services wants the entry there: a list in the file of what it is for comes first, then a
/// new one there, where the files beside it have some; then a list in the same directory, which is a host's or a group's
/// own, then one in a file that is named after persistence, then the longest. In a list that counts only under a
/// condition, the entry could be missing some day.
pub(super) fn choose(
    originals: &Originals<'_>,
    places: &[Place],
    near: Option<Span>,
    has_sets: bool,
) -> Option<Choice> {
    let file = near.map(|near| originals.path(near.file));
    let directory = file.as_deref().and_then(Path::parent);
    let mut best: Option<(Rank, Span)> = None;
    let mut neighbours = BTreeSet::new();
    for place in places {
        let Some(list) = list(originals, place, near) else { continue };
        let path = originals.path(place.span.file);
        let is_in_directory = directory.is_some() && path.parent() == directory;
        if is_in_directory && list.items <= OWN {
            neighbours.insert(place.span.file);
        }
        if has_sets && !list.takes_sets || list.is_conditional && list.items < CENTRAL {
            continue;
        }
        let of_matter = !list.is_conditional;
        let is_same_file = near.is_some_and(|near| near.file == place.span.file);
        let rank = Rank {
            is_beside: of_matter && is_same_file,
            is_general: is_same_file || list.items > OWN || !is_named_after(place, &path),
            is_in_directory: of_matter && is_in_directory,
            is_central: is_central(&path),
            items: list.items,
        };
        // Of equals the first stays.
        if best.is_none_or(|(best, _)| rank > best) {
            best = Some((rank, Span::new(place.span.file, list.name)));
        }
    }
    let own = near.filter(|_| neighbours.len() >= HABIT);
    match (best, own) {
        (Some((rank, list)), _) if rank.is_beside => Some(Choice::List(list)),
        (_, Some(near)) => Some(Choice::Beside(near)),
        (best, None) => best.map(|(_, list)| Choice::List(list)),
    }
}

/// What makes a list the right one, what decides first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    is_beside: bool,
    is_general: bool,
    is_in_directory: bool,
    is_central: bool,
    items: usize,
}

/// Whether a file is there for what the machine keeps, by its name.
fn is_central(file: &Path) -> bool {
    let words = ["persist", "impermanence", "preservation"];
    let names = [file.file_name(), file.parent().and_then(Path::file_name)];
    let names = names.into_iter().flatten().filter_map(|name| name.to_str());
    names.into_iter().any(|name| words.iter().any(|word| name.contains(word)))
}

/// Whether a short list is that of a service, which its file is named after: `/var/lib/regreet` in `regreet.nix`.
fn is_named_after(place: &Place, file: &Path) -> bool {
    let stem = file.file_stem().and_then(|stem| stem.to_str()).filter(|stem| *stem != "default");
    let directory = || file.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    let name = stem.or_else(directory).unwrap_or_default();
    let entry = place.entry.as_deref().unwrap_or_default();
    name.len() > 2 && entry.contains(name)
}

fn list(originals: &Originals<'_>, place: &Place, near: Option<Span>) -> Option<EntryList> {
    let near = near.filter(|near| near.file == place.span.file).map(|near| near.range);
    let editor = originals.get(place.span.file)?;
    editor.entry_list(place.span.range, place.entry.as_deref(), near)
}
