//! Modules of the project: what they are switched on by, and what their options take.

use std::path::Path;

use super::Originals;
use crate::source::{FileId, Span};

/// Where persistence belongs of what a module does that can be switched on.
pub(super) enum Place {
    /// In the module, or it is none that can be switched on from elsewhere.
    Here,
    /// Where it is switched on.
    Switch(Span),
    /// Not in the module, nor in any other single place.
    Elsewhere,
}

/// Where persistence of what stands at a place belongs, when lists of services stand in some files. A module that others can
/// use has none, unless the project has it in such modules.
pub(super) fn place(originals: &Originals<'_>, near: Span, lists: &[FileId]) -> Place {
    let switches = |file| originals.get(file).map(|editor| editor.switches()).unwrap_or_default();
    let directory = |file| originals.path(file).parent().map(Path::to_owned);
    // Of several, the shortest is that of the whole.
    let Some(switch) = switches(near.file).into_iter().min_by_key(Vec::len) else {
        return Place::Here;
    };
    let is_custom =
        |file: &FileId| directory(*file) == directory(near.file) || !switches(*file).is_empty();
    if lists.iter().any(is_custom) {
        return Place::Here;
    }
    let name = &switch[switch.len() - 2];
    let defined: Vec<Span> = originals
        .naming(name)
        .into_iter()
        .flat_map(|(file, editor)| {
            editor.definitions(&switch).into_iter().map(move |at| Span::new(file, at))
        })
        .collect();
    match defined.as_slice() {
        [] => Place::Here,
        [one, rest @ ..] if rest.iter().all(|other| other.file == one.file) => match one.file {
            file if file == near.file => Place::Here,
            _ => Place::Switch(*one),
        },
        _ => Place::Elsewhere,
    }
}

/// Whether an item of a list that is an option of the project's own can be a set, as far as it is declared.
pub(super) fn takes_sets(originals: &Originals<'_>, option: &[String]) -> bool {
    let Some(name) = option.first() else { return false };
    let said = originals.naming(name).into_iter();
    let mut said = said.filter_map(|(_, editor)| editor.lets_items_be_sets(option)).peekable();
    said.peek().is_some() && said.all(|can| can)
}
