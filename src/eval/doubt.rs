//! Whether all elements of a list are known that is made of others.

use super::{Evaluator, List, Unknown, Value};

/// What is not known of the elements of a list in the making.
#[derive(Default)]
pub(super) struct Doubt<'a> {
    open: Option<&'a Unknown<'a>>,
    /// Those that there may be more.
    rest: Vec<Value<'a>>,
    /// Set when there may be others, too.
    endless: bool,
}

impl<'a> Doubt<'a> {
    /// The list becomes a part.
    pub(super) fn part(&mut self, list: &List<'a>) {
        let Some(open) = list.open else { return };
        match list.rest {
            Some(rest) => self.any_of(open, rest.items),
            None => self.unknown(open),
        }
    }

    /// Any of these may be there besides.
    pub(super) fn any_of(&mut self, unknown: &'a Unknown<'a>, items: &[Value<'a>]) {
        self.open = self.open.or(Some(unknown));
        self.rest.extend_from_slice(items);
    }

    /// A part is not known.
    pub(super) fn unknown(&mut self, unknown: &'a Unknown<'a>) {
        self.open = self.open.or(Some(unknown));
        self.endless = true;
    }

    /// The list of these elements.
    pub(super) fn list(self, evaluator: &Evaluator<'a>, items: &'a [Value<'a>]) -> Value<'a> {
        if !self.endless && self.rest.is_empty() {
            return evaluator.list_with(items, None, None);
        }
        let rest = (self.open.is_some() && !self.endless).then(|| {
            &*evaluator.arena.alloc(List::of(evaluator.arena.alloc_slice_copy(&self.rest)))
        });
        evaluator.list_with(items, self.open, rest)
    }
}
