//! The attributes of a set, sorted by symbol: in one run, or in a small one over a large one.
//!
//! `large // { a = 1; }` is everywhere in nixpkgs, and a copy of the large set each time would be a third of all memory.
//! So the small set is laid over the large one, and both are asked. There are never more than two runs: what is laid over
//! a layered set is merged into the upper run, until that is no longer small.

use bumpalo::Bump;

use super::{Pos, Value};
use crate::syntax::Sym;

/// From this size a run is worth laying another one over it.
const LARGE: usize = 16;

/// How many times larger than the run over it the lower run is at least.
const RATIO: usize = 4;

/// Runs up to this length are searched from their start.
const SHORT: usize = 8;

/// An attribute.
#[derive(Clone, Copy)]
pub struct Attr<'a> {
    /// Its name.
    pub name: Sym,
    /// Where the name was written.
    pub pos: Pos,
    /// Its value.
    pub value: Value<'a>,
}

/// The attributes of a set: sorted by symbol, each name once.
#[derive(Clone, Copy)]
pub struct Entries<'a>(Runs<'a>);

#[derive(Clone, Copy)]
enum Runs<'a> {
    One(&'a [Attr<'a>]),
    Two(&'a Layers<'a>),
}

#[derive(Clone, Copy)]
struct Layers<'a> {
    base: &'a [Attr<'a>],
    /// Wins over `base`.
    over: &'a [Attr<'a>],
    /// How many names there are in both together.
    len: usize,
}

const _: () = assert!(size_of::<Entries<'_>>() == 16, "layers cost nothing where there are none");

impl<'a> Entries<'a> {
    /// No attributes.
    pub const EMPTY: Self = Self(Runs::One(&[]));

    /// How many there are.
    #[must_use]
    pub fn len(self) -> usize {
        match self.0 {
            Runs::One(run) => run.len(),
            Runs::Two(layers) => layers.len,
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The attribute of that name.
    #[must_use]
    #[inline]
    pub fn get(self, name: Sym) -> Option<&'a Attr<'a>> {
        match self.0 {
            Runs::One(run) => find(run, name),
            Runs::Two(layers) => find(layers.over, name).or_else(|| find(layers.base, name)),
        }
    }

    /// All of them, in the order of their symbols.
    #[must_use]
    pub fn iter(self) -> Iter<'a, 'a> {
        let (base, over) = self.runs();
        Iter { base, over, left: self.len() }
    }

    /// Whether both are the same memory, and so equal.
    #[must_use]
    pub fn is(self, other: Self) -> bool {
        self.address() == other.address() && self.len() == other.len()
    }

    /// Where they are in memory: what tells apart sets on the way through a value that contains itself.
    #[must_use]
    pub fn address(self) -> usize {
        match self.0 {
            Runs::One(run) => run.as_ptr() as usize,
            Runs::Two(layers) => std::ptr::from_ref(layers) as usize,
        }
    }

    fn runs(self) -> (&'a [Attr<'a>], &'a [Attr<'a>]) {
        match self.0 {
            Runs::One(run) => (run, &[]),
            Runs::Two(layers) => (layers.base, layers.over),
        }
    }

    /// These, and those of `right`, which wins.
    pub(super) fn update(self, right: Self, arena: &'a Bump) -> Self {
        if right.is_empty() {
            return self;
        }
        if self.is_empty() {
            return right;
        }
        let layered = if self.len() >= right.len() {
            let (base, over) = self.runs();
            let fits = base.len() >= LARGE && right.len() * RATIO <= base.len();
            fits.then(|| (base, union(over, right)))
        } else {
            let (base, over) = right.runs();
            let fits = base.len() >= LARGE && self.len() * RATIO <= base.len();
            fits.then(|| {
                let new: Vec<Attr<'a>> =
                    self.iter().filter(|attr| right.get(attr.name).is_none()).copied().collect();
                (base, merge(&new, over))
            })
        };
        match layered {
            Some((_, over)) if over.is_empty() => right,
            Some((base, over)) if over.len() * RATIO <= base.len() => {
                let hidden = over.iter().filter(|attr| find(base, attr.name).is_some()).count();
                let len = base.len() + over.len() - hidden;
                let over = arena.alloc_slice_copy(&over);
                Self(Runs::Two(arena.alloc(Layers { base, over, len })))
            }
            _ => {
                let all = match self.0 {
                    Runs::One(left) => union(left, right),
                    Runs::Two(_) => union(&self.iter().copied().collect::<Vec<_>>(), right),
                };
                Self::from(arena.alloc_slice_copy(&all))
            }
        }
    }
}

/// A run and what wins over it, as one.
fn union<'a>(run: &[Attr<'a>], over: Entries<'a>) -> Vec<Attr<'a>> {
    match over.0 {
        Runs::One(over) => merge(run, over),
        Runs::Two(_) => merge(run, &over.iter().copied().collect::<Vec<_>>()),
    }
}

fn merge<'a>(base: &[Attr<'a>], over: &[Attr<'a>]) -> Vec<Attr<'a>> {
    let most = base.len() + over.len();
    let mut all = Vec::with_capacity(most);
    let mut iter = Iter { base, over, left: most };
    all.extend(std::iter::from_fn(|| iter.next().copied()));
    all
}

#[inline]
fn find<'r, 'a>(run: &'r [Attr<'a>], name: Sym) -> Option<&'r Attr<'a>> {
    if run.len() <= SHORT {
        return run.iter().find(|attr| attr.name == name);
    }
    run.binary_search_by_key(&name, |attr| attr.name).ok().map(|at| &run[at])
}

impl<'a> From<&'a [Attr<'a>]> for Entries<'a> {
    fn from(run: &'a [Attr<'a>]) -> Self {
        Self(Runs::One(run))
    }
}

impl<'a> From<&'a mut [Attr<'a>]> for Entries<'a> {
    fn from(run: &'a mut [Attr<'a>]) -> Self {
        Self(Runs::One(run))
    }
}

impl<'a> IntoIterator for Entries<'a> {
    type Item = &'a Attr<'a>;
    type IntoIter = Iter<'a, 'a>;

    fn into_iter(self) -> Iter<'a, 'a> {
        self.iter()
    }
}

/// Two sorted runs as one; of a name that is in both the one of `over`.
pub struct Iter<'r, 'a> {
    base: &'r [Attr<'a>],
    over: &'r [Attr<'a>],
    /// How many are left.
    left: usize,
}

impl<'r, 'a> Iterator for Iter<'r, 'a> {
    type Item = &'r Attr<'a>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let base = self.base.split_first();
        let next = match (base, self.over.split_first()) {
            (Some((attr, base)), over) if over.is_none_or(|(over, _)| attr.name < over.name) => {
                self.base = base;
                attr
            }
            (base, Some((attr, over))) => {
                if let Some((hidden, base)) = base
                    && hidden.name == attr.name
                {
                    self.base = base;
                }
                self.over = over;
                attr
            }
            _ => return None,
        };
        self.left = self.left.saturating_sub(1);
        Some(next)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Iter<'_, '_> {}

#[cfg(test)]
mod tests {
    use super::*;

    fn set<'a>(arena: &'a Bump, names: impl IntoIterator<Item = usize>, value: i64) -> Entries<'a> {
        let mut all: Vec<Attr<'a>> = names
            .into_iter()
            .map(|name| Attr {
                name: Sym::new(&format!("entry{name}")),
                pos: Pos::NONE,
                value: Value::int(value),
            })
            .collect();
        all.sort_by_key(|attr| attr.name);
        Entries::from(arena.alloc_slice_copy(&all))
    }

    fn plain(entries: Entries<'_>) -> Vec<(Sym, i64)> {
        let int = |value: Value<'_>| match value.kind() {
            super::super::Kind::Int(value) => value,
            _ => unreachable!("only numbers are put in"),
        };
        let all: Vec<(Sym, i64)> =
            entries.iter().map(|attr| (attr.name, int(attr.value))).collect();
        assert_eq!(all.len(), entries.len());
        assert!(all.is_sorted_by(|left, right| left.0 < right.0));
        for (name, value) in &all {
            assert_eq!(entries.get(*name).map(|attr| int(attr.value)), Some(*value));
        }
        all
    }

    /// What `//` means, in the simplest way.
    fn expected(sets: &[Entries<'_>]) -> Vec<(Sym, i64)> {
        let all = sets.iter().flat_map(|set| plain(*set));
        all.collect::<std::collections::BTreeMap<_, _>>().into_iter().collect()
    }

    #[test]
    fn layers_are_as_good_as_copies() {
        let arena = Bump::new();
        let large = set(&arena, 0..100, 0);
        let sets = [
            large,
            set(&arena, [5], 1),
            set(&arena, [5, 200, 201], 2),
            set(&arena, (90..110).step_by(3), 3),
            set(&arena, 300..340, 4),
            set(&arena, 0..3, 5),
        ];
        let mut left = sets[0];
        let mut right = sets[5];
        for index in 1..sets.len() {
            left = left.update(sets[index], &arena);
            assert_eq!(plain(left), expected(&sets[..=index]));
            let from = sets.len() - 1 - index;
            right = sets[from].update(right, &arena);
            assert_eq!(plain(right), expected(&sets[from..]));
        }
    }

    #[test]
    fn a_small_set_over_a_large_one_copies_nothing() {
        let arena = Bump::new();
        let large = set(&arena, 0..1000, 0);
        let before = arena.allocated_bytes_including_metadata() - arena.chunk_capacity();
        let mut layered = large;
        for name in 0..20 {
            layered = layered.update(set(&arena, [name], 1), &arena);
        }
        let used = arena.allocated_bytes_including_metadata() - arena.chunk_capacity() - before;
        assert!(used < 20 * 1000, "{used} bytes for 20 attributes");
        assert!(large.update(set(&arena, [], 0), &arena).is(large));
        assert!(set(&arena, [7], 1).update(large, &arena).is(large));
    }
}
