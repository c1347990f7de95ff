//! What a rule wants changed. A rule sees no text: it names places, and `fix` turns a proposal into edits.

use super::Safety;
use crate::source::Span;

/// Changes that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What they do, in the imperative.
    pub title: String,
    /// Whether they can be made without asking.
    pub safety: Safety,
    /// The changes, in the order they are made.
    pub intents: Vec<Intent>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Adds entries to a persistence list.
    AddEntries {
        /// Where entries of the kind stand already, of all hosts that need these.
        beside: Vec<Place>,
        /// The same, of some of these hosts.
        others: Vec<Place>,
        /// What the entries are for: the list that is nearest to it is taken.
        near: Option<Span>,
        /// Whether a list can be begun there: not where it is an option of another module system.
        begins: bool,
        /// Where the other kind of entries stands: a list that is not there yet is begun beside it.
        siblings: Vec<Place>,
        /// The name of the persistent root, when there is no list at all: one is begun there.
        root: Option<Span>,
        /// The path of the option: `environment`, `persistence`, `/persist`, `directories`. The root has its name there, which
        /// need not be the storage path.
        option: Vec<String>,
        /// How much of it is the name of the root: `environment.persistence."/persist"` is 3.
        depth: usize,
        /// What is added.
        entries: Vec<Entry>,
    },
    /// Sets an attribute of what a name stands for: `neededForBoot` of the mount that is defined there.
    SetAttribute {
        /// The name, where it is defined.
        name: Span,
        /// Places in the modules that get it as an option instead, where that name is of other hosts as well.
        or: Vec<Span>,
        /// The end of the option path that is defined there: `fileSystems`, `/data`. Another one is not touched.
        option: Vec<String>,
        /// The path of the attribute below it.
        path: Vec<String>,
        /// Its value, as Nix.
        value: String,
    },
    /// Defines an option that is not defined yet, in the module in which something else is.
    SetOption {
        /// A place in that module.
        beside: Span,
        /// Places in the modules that get it instead, where that one is of other hosts as well.
        or: Vec<Span>,
        /// The path of the option.
        option: Vec<String>,
        /// Its value, as Nix.
        value: String,
    },
    /// Changes a list of strings that is an attribute of what a name stands for: the options of a mount.
    EditStrings {
        /// The name, where it is defined.
        name: Span,
        /// The end of the option path that is defined there. Another one is not touched.
        option: Vec<String>,
        /// The path of the list below it.
        path: Vec<String>,
        /// The string that goes.
        old: Option<String>,
        /// The string that comes, in its place.
        new: Option<String>,
    },
    /// Replaces a string that an option is set to, or an element of its list.
    ReplaceString {
        /// The string, or the name of the option.
        at: Span,
        /// What it says.
        old: String,
        /// What it is to say.
        new: String,
    },
    /// Replaces a part of a script.
    ReplaceText {
        /// The script, or the name of the option.
        at: Span,
        /// The part.
        old: String,
        /// What stands there afterwards.
        new: String,
        /// What must not follow the part.
        unless: Vec<String>,
    },
    /// Puts a line into a script.
    InsertLine {
        /// The script, or the name of the option.
        at: Span,
        /// The line that it follows, without the space around it.
        after: String,
        /// The line. It stands where the next one does.
        line: String,
    },
    /// Gives an option that is defined another name.
    RenameAttribute {
        /// The name, or a place in what it is set to.
        at: Span,
        /// Its last part.
        old: String,
        /// What stands there afterwards.
        new: String,
    },
    /// Makes what an option is set to an attribute of a set, which becomes another option: a script becomes a unit.
    Enclose {
        /// The name, or a place in what it is set to.
        at: Span,
        /// Its last part.
        old: String,
        /// What stands there afterwards: the path of the other option.
        new: Vec<String>,
        /// The attributes of the set that are new: a path and a value, as Nix.
        attributes: Vec<(String, String)>,
        /// The one that gets the value.
        name: String,
    },
    /// Removes the definition of an option.
    RemoveAttribute {
        /// The name, where it is defined.
        name: Span,
        /// The end of the option path that is defined there. Another one is not touched.
        option: Vec<String>,
    },
    /// Gives an entry another path, or attributes: those that it has are set, a string becomes a set.
    ExtendEntry {
        /// The entry, or a part of it.
        item: Span,
        /// The path that is written there: of another item it is none.
        path: String,
        /// Another path.
        new: Option<String>,
        /// `directory` or `file`: the attribute that holds the path.
        name: &'static str,
        /// The attributes: a name, and a value as Nix.
        attributes: Vec<(String, String)>,
    },
    /// Takes attributes away from an entry.
    ShortenEntry {
        /// The entry, or a part of it.
        item: Span,
        /// The path that is written there: of another item it is none.
        path: String,
        /// The names of the attributes. All of them have to be written there.
        attributes: Vec<&'static str>,
    },
    /// Removes the item of a list that is written there, with a comment that ends its line.
    RemoveItem {
        /// The item, or a part of it.
        item: Span,
    },
    /// Removes an entry that is written elsewhere instead. One with a comment stays: it would be lost.
    TakeEntry {
        /// The entry, or a part of it.
        item: Span,
        /// The path that is written there: of another item it is none.
        path: String,
    },
}

impl Intent {
    /// All places that it names.
    pub(super) fn spans_mut(&mut self) -> Vec<&mut Span> {
        match self {
            Self::AddEntries { beside, others, near, siblings, root, .. } => {
                let places = beside.iter_mut().chain(others).chain(siblings);
                places.map(|place| &mut place.span).chain(near).chain(root).collect()
            }
            Self::SetOption { beside: span, or, .. }
            | Self::SetAttribute { name: span, or, .. } => {
                std::iter::once(span).chain(or).collect()
            }
            Self::EditStrings { name: span, .. }
            | Self::RemoveAttribute { name: span, .. }
            | Self::ReplaceString { at: span, .. }
            | Self::ReplaceText { at: span, .. }
            | Self::InsertLine { at: span, .. }
            | Self::RenameAttribute { at: span, .. }
            | Self::Enclose { at: span, .. }
            | Self::ExtendEntry { item: span, .. }
            | Self::ShortenEntry { item: span, .. }
            | Self::RemoveItem { item: span }
            | Self::TakeEntry { item: span, .. } => vec![span],
        }
    }

    /// Joins another change into this one, where one edit does for both: two hosts need the same entry, and share a list.
    /// Says whether it did.
    #[must_use]
    pub fn unite(&mut self, other: &Self) -> bool {
        if self == other {
            return true;
        }
        let mut same = other.clone();
        if let (Some(places), Some(more)) = (self.elsewhere(), same.elsewhere()) {
            let more = std::mem::replace(more, places.clone());
            let new: Vec<Span> = more.into_iter().filter(|place| !places.contains(place)).collect();
            let can = *self == same;
            if let Some(places) = self.elsewhere().filter(|_| can) {
                places.extend(new);
            }
            return can;
        }
        let (
            Self::AddEntries { beside, others, siblings, option, entries, .. },
            Self::AddEntries {
                beside: places,
                others: more,
                siblings: beside_them,
                option: same_option,
                entries: same_entries,
                ..
            },
        ) = (self, other)
        else {
            return false;
        };
        let is_shared = |place: &Place| places.contains(place);
        let is_beside = |place: &Place| beside_them.contains(place);
        let nowhere = beside.is_empty() && places.is_empty();
        let can = option == same_option
            && entries == same_entries
            && (beside.iter().any(is_shared) || nowhere && siblings.iter().any(is_beside));
        if can {
            let of_some = beside
                .iter()
                .chain(places)
                .filter(|place| !(beside.contains(place) && is_shared(place)));
            let of_some: Vec<Place> = of_some.chain(more).cloned().collect();
            for place in of_some {
                if !others.contains(&place) {
                    others.push(place);
                }
            }
            beside.retain(is_shared);
            siblings.retain(is_beside);
        }
        can
    }

    /// The places that are taken where others share the one that it names.
    const fn elsewhere(&mut self) -> Option<&mut Vec<Span>> {
        match self {
            Self::SetOption { or, .. } | Self::SetAttribute { or, .. } => Some(or),
            _ => None,
        }
    }

    /// The place at which it changes what counts for all that read it; what is only added to a list has its own rules.
    #[must_use]
    pub const fn changed(&self) -> Option<Span> {
        match self {
            Self::AddEntries { .. } => None,
            Self::SetOption { beside: span, .. }
            | Self::SetAttribute { name: span, .. }
            | Self::EditStrings { name: span, .. }
            | Self::RemoveAttribute { name: span, .. }
            | Self::ReplaceString { at: span, .. }
            | Self::ReplaceText { at: span, .. }
            | Self::InsertLine { at: span, .. }
            | Self::RenameAttribute { at: span, .. }
            | Self::Enclose { at: span, .. }
            | Self::ExtendEntry { item: span, .. }
            | Self::ShortenEntry { item: span, .. }
            | Self::RemoveItem { item: span }
            | Self::TakeEntry { item: span, .. } => Some(*span),
        }
    }

    /// The entries that come.
    #[must_use]
    pub fn added(&self) -> &[Entry] {
        match self {
            Self::AddEntries { entries, .. } => entries,
            _ => &[],
        }
    }

    /// The entry that goes, or gets another path.
    #[must_use]
    pub const fn removed_entry(&self) -> Option<Span> {
        match self {
            Self::RemoveItem { item }
            | Self::TakeEntry { item, .. }
            | Self::ExtendEntry { item, new: Some(_), .. } => Some(*item),
            _ => None,
        }
    }

    /// The name that becomes another one.
    #[must_use]
    pub fn renamed(&self) -> Option<&str> {
        match self {
            Self::RenameAttribute { old, .. } => Some(old),
            _ => None,
        }
    }
}

/// A place at which a list is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The list or the name of the option that holds it; or one of its entries.
    pub span: Span,
    /// The path of the entry that stands there.
    pub entry: Option<String>,
}

/// An entry of a persistence list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// `directory` or `file`: the attribute that holds the path.
    pub name: &'static str,
    /// The path.
    pub path: String,
    /// Other attributes: a name, and a value as Nix.
    pub attributes: Vec<(String, String)>,
}
