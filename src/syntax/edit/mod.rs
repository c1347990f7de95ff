//! Changes to a text that keep its formatting: items of lists, and attributes of sets.
//!
//! The tree is lossless (`rnix`). A function gives the edits that make its change, or `None` where it cannot be made
//! without guessing: then nothing is touched.

mod attribute;
mod computed;
mod declared;
mod entries;
mod item;
mod list;
mod option;
mod place;
mod strings;
mod style;
#[cfg(test)]
mod tests;
mod text;

use std::sync::Arc;

use rnix::SyntaxNode;

use super::token::range;
use crate::source::TextRange;

pub use entries::EntryList;
pub use list::program_of;
pub use place::is_computed;
pub use text::{NewItem, NewValue, string};

/// A change of one place of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// What is replaced; an empty range for an insertion.
    pub range: TextRange,
    /// What stands there afterwards.
    pub replacement: String,
}

impl TextEdit {
    fn replace(from: usize, to: usize, replacement: impl Into<String>) -> Self {
        Self { range: range(from, to), replacement: replacement.into() }
    }

    fn insert(at: usize, replacement: impl Into<String>) -> Self {
        Self::replace(at, at, replacement)
    }
}

/// A text that can be edited.
pub struct Editor {
    text: Arc<str>,
    root: SyntaxNode,
}

impl Editor {
    /// The text, when it is Nix. What our own parser refuses is nothing to edit, and nothing to give to another one.
    #[must_use]
    pub fn new(text: impl Into<Arc<str>>) -> Option<Self> {
        let text = text.into();
        if !super::parse(&text).errors.is_empty() {
            return None;
        }
        let parsed = rnix::Root::parse(&text);
        parsed.errors().is_empty().then(|| Self { root: parsed.syntax(), text })
    }

    /// Any text, to find places in it: what cannot be read is left out.
    #[must_use]
    pub fn lenient(text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        Self { root: rnix::Root::parse(&text).syntax(), text }
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }
}

/// The text after some edits that do not overlap; `None` when they do, or do not fit.
#[must_use]
pub fn apply(text: &str, edits: &[TextEdit]) -> Option<String> {
    let mut edits: Vec<&TextEdit> = edits.iter().collect();
    edits.sort_by_key(|edit| edit.range);
    let mut out = String::with_capacity(text.len() + 64);
    let mut done = 0;
    for edit in edits {
        let range = edit.range.as_usize();
        out.push_str(text.get(done..range.start)?);
        out.push_str(&edit.replacement);
        done = range.end;
    }
    out.push_str(text.get(done..)?);
    Some(out)
}

/// Whether nixfmt would leave a text as it is.
#[must_use]
pub fn is_formatted(text: &str) -> bool {
    nixfmt_rs::format(text).is_ok_and(|formatted| formatted == text)
}

/// A text as nixfmt writes it.
#[must_use]
pub fn format(text: &str) -> Option<String> {
    nixfmt_rs::format(text).ok()
}
