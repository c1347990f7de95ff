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
        /// Where entries of the kind stand already.
        beside: Vec<Place>,
        /// What the entries are for: the list that is nearest to it is taken.
        near: Option<Span>,
        /// The name of the persistent root, when it has no entry of the kind: a list is begun there.
        root: Option<Span>,
        /// The path of the option: `environment`, `persistence`, `/persist`, `directories`.
        option: Vec<String>,
        /// What is added.
        entries: Vec<Entry>,
    },
    /// Sets an attribute of what a name stands for: `neededForBoot` of the mount that is defined there.
    SetAttribute {
        /// The name, where it is defined.
        name: Span,
        /// The end of the option path that is defined there: `fileSystems`, `/data`. Another one is not touched.
        option: Vec<String>,
        /// The path of the attribute below it.
        path: Vec<String>,
        /// Its value, as Nix.
        value: String,
    },
    /// Gives an entry attributes: those that it has are set, a string becomes a set.
    ExtendEntry {
        /// The entry, or a part of it.
        item: Span,
        /// The path that is written there: of another item it is none.
        path: String,
        /// `directory` or `file`: the attribute that holds the path.
        name: &'static str,
        /// The attributes: a name, and a value as Nix.
        attributes: Vec<(String, String)>,
    },
    /// Removes the item of a list that is written there.
    RemoveItem {
        /// The item, or a part of it.
        item: Span,
    },
}

impl Intent {
    /// Joins another change into this one, where one edit does for both: two hosts need the same entry, and share a list.
    /// Says whether it did.
    #[must_use]
    pub fn unite(&mut self, other: &Self) -> bool {
        if self == other {
            return true;
        }
        let (
            Self::AddEntries { beside, option, entries, .. },
            Self::AddEntries { beside: places, option: same_option, entries: same_entries, .. },
        ) = (self, other)
        else {
            return false;
        };
        let is_shared = |place: &Place| places.contains(place);
        let can = option == same_option && entries == same_entries && beside.iter().any(is_shared);
        if can {
            beside.retain(is_shared);
        }
        can
    }

    /// The entry that goes.
    #[must_use]
    pub const fn removed_entry(&self) -> Option<Span> {
        match self {
            Self::RemoveItem { item } => Some(*item),
            Self::AddEntries { .. } | Self::ExtendEntry { .. } | Self::SetAttribute { .. } => None,
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
