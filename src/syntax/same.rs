//! Whether two trees are the same to somebody who has seen only parts of the first.

use super::ir::{
    AttrName, AttrSet, EntryValue, Expr, ExprId, Ir, Lambda, ListRange, Param, Select,
};
use crate::source::{Moved, TextRange};

/// A tree and the text it was made of.
#[derive(Clone, Copy)]
pub struct Text<'t> {
    /// The tree.
    pub ir: &'t Ir,
    /// The text.
    pub text: &'t str,
}

impl Text<'_> {
    fn slice(&self, range: TextRange) -> Option<&str> {
        self.text.get(range.as_usize())
    }
}

/// Compares two trees where the first was looked at. When they are the same there, what was seen, by the numbers of the
/// second tree.
///
/// Everything that was looked at has to stand where `moved` leads to, so that positions can be carried over, too. Of an
/// expression that nobody looked at only its place is known, and only that is compared.
#[must_use]
pub fn same_where_seen(
    old: Text<'_>,
    new: Text<'_>,
    seen: &[bool],
    moved: Moved,
) -> Option<Box<[bool]>> {
    let seen_in_new = vec![false; new.ir.exprs.len()];
    let mut walk = Walk { old, new, seen, moved, seen_in_new, left: Vec::new() };
    walk.left.push((old.ir.root, new.ir.root));
    while let Some((a, b)) = walk.left.pop() {
        if !walk.expr(a, b) {
            return None;
        }
    }
    Some(walk.seen_in_new.into())
}

struct Walk<'t> {
    old: Text<'t>,
    new: Text<'t>,
    seen: &'t [bool],
    moved: Moved,
    seen_in_new: Vec<bool>,
    /// Pairs of expressions still to be compared.
    left: Vec<(ExprId, ExprId)>,
}

impl Walk<'_> {
    fn also(&mut self, a: ExprId, b: ExprId) -> bool {
        self.left.push((a, b));
        true
    }

    fn also_perhaps(&mut self, a: Option<ExprId>, b: Option<ExprId>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) => self.also(a, b),
            (None, None) => true,
            _ => false,
        }
    }

    fn list(&mut self, a: ListRange, b: ListRange) -> bool {
        let (a, b) = (self.old.ir.list(a), self.new.ir.list(b));
        self.left.extend(a.iter().copied().zip(b.iter().copied()));
        a.len() == b.len()
    }

    fn place(&self, a: ExprId, b: ExprId) -> bool {
        self.moved.range(self.old.ir.range(a)) == Some(self.new.ir.range(b))
    }

    fn expr(&mut self, a: ExprId, b: ExprId) -> bool {
        if !self.place(a, b) {
            return false;
        }
        if !self.seen[a.0 as usize] {
            return true;
        }
        self.seen_in_new[b.0 as usize] = true;
        let (old, new) = (self.old.ir, self.new.ir);
        match (old.expr(a), new.expr(b)) {
            (Expr::Str(a), Expr::Str(b))
            | (Expr::Path(a), Expr::Path(b))
            | (Expr::SearchPath(a), Expr::SearchPath(b)) => old.string(a) == new.string(b),
            (Expr::Interpolated(a), Expr::Interpolated(b))
            | (Expr::InterpolatedPath(a), Expr::InterpolatedPath(b))
            | (Expr::List(a), Expr::List(b)) => self.list(a, b),
            // Messages name variables as they are written.
            (one @ Expr::Local { .. }, other @ Expr::Local { .. }) => {
                one == other && self.same_text(old.range(a), new.range(b))
            }
            (Expr::Dynamic(a), Expr::Dynamic(b)) => old.withs[a as usize] == new.withs[b as usize],
            (Expr::Attrs(a), Expr::Attrs(b)) => {
                self.set(&old.sets[a as usize], &new.sets[b as usize])
            }
            (Expr::Let { set: a, body }, Expr::Let { set: b, body: other }) => {
                self.also(body, other) && self.set(&old.sets[a as usize], &new.sets[b as usize])
            }
            (Expr::With { set: a, body }, Expr::With { set: b, body: other }) => {
                self.also(a, b) && self.also(body, other)
            }
            (
                Expr::If { condition: a, then, otherwise },
                Expr::If { condition: b, then: new_then, otherwise: new_otherwise },
            ) => {
                self.also(a, b) && self.also(then, new_then) && self.also(otherwise, new_otherwise)
            }
            // The message of one that fails quotes it.
            (Expr::Assert { condition: a, body }, Expr::Assert { condition: b, body: other }) => {
                self.same_text(old.range(a), new.range(b))
                    && self.also(a, b)
                    && self.also(body, other)
            }
            (Expr::Lambda(a), Expr::Lambda(b)) => {
                self.lambda(&old.lambdas[a as usize], &new.lambdas[b as usize])
            }
            (Expr::Call { function: a, args }, Expr::Call { function: b, args: other }) => {
                self.also(a, b) && self.list(args, other)
            }
            (Expr::Select(a), Expr::Select(b)) | (Expr::HasAttr(a), Expr::HasAttr(b)) => {
                self.select(&old.selects[a as usize], &new.selects[b as usize])
            }
            (Expr::Not(a), Expr::Not(b)) | (Expr::Negate(a), Expr::Negate(b)) => self.also(a, b),
            (
                Expr::Binary { op, lhs, rhs },
                Expr::Binary { op: new_op, lhs: new_lhs, rhs: new_rhs },
            ) => op == new_op && self.also(lhs, new_lhs) && self.also(rhs, new_rhs),
            // A number compares by its bits: no two texts of one mean the same to everybody.
            (Expr::Float(a), Expr::Float(b)) => a.to_bits() == b.to_bits(),
            (
                one @ (Expr::Hole
                | Expr::Name(_)
                | Expr::Int(_)
                | Expr::Global(_)
                | Expr::Undefined(_)),
                other,
            ) => one == other,
            // Others differ, or are their own position (`__curPos`).
            _ => false,
        }
    }

    fn same_text(&self, a: TextRange, b: TextRange) -> bool {
        let (a, b) = (self.old.slice(a), self.new.slice(b));
        a.is_some() && a == b
    }

    fn set(&mut self, a: &AttrSet, b: &AttrSet) -> bool {
        if a.recursive != b.recursive
            || a.entries.len() != b.entries.len()
            || a.sources.len() != b.sources.len()
            || a.dynamic.len() != b.dynamic.len()
        {
            return false;
        }
        for (a, b) in a.entries.iter().zip(&b.entries) {
            let same = a.name == b.name
                && self.place(a.at, b.at)
                && match (a.value, b.value) {
                    (EntryValue::Expr(a), EntryValue::Expr(b))
                    | (EntryValue::Inherit(a), EntryValue::Inherit(b)) => self.also(a, b),
                    (EntryValue::InheritFrom(a), EntryValue::InheritFrom(b)) => a == b,
                    _ => false,
                };
            if !same {
                return false;
            }
        }
        self.left.extend(a.sources.iter().copied().zip(b.sources.iter().copied()));
        for (a, b) in a.dynamic.iter().zip(&b.dynamic) {
            self.left.extend([(a.name, b.name), (a.value, b.value)]);
        }
        true
    }

    fn lambda(&mut self, a: &Lambda, b: &Lambda) -> bool {
        let params = match (&a.param, &b.param) {
            (Param::Name(a), Param::Name(b)) => a == b,
            (
                Param::Formals { formals, ellipsis, bind },
                Param::Formals { formals: new_formals, ellipsis: new_ellipsis, bind: new_bind },
            ) => {
                ellipsis == new_ellipsis
                    && bind == new_bind
                    && formals.len() == new_formals.len()
                    && formals.iter().zip(new_formals).all(|(a, b)| {
                        a.name == b.name
                            && self.place(a.at, b.at)
                            && self.also_perhaps(a.default, b.default)
                    })
            }
            _ => false,
        };
        params && a.name == b.name && self.also(a.body, b.body)
    }

    fn select(&mut self, a: &Select, b: &Select) -> bool {
        let (names, new_names) = (self.old.ir.path(a.path), self.new.ir.path(b.path));
        let end = |ir: &Ir, name: &AttrName| match *name {
            AttrName::Static(_, at) | AttrName::Dynamic(at) => ir.range(at).end,
        };
        // Messages quote the path as it is written.
        let written = |ir: &Ir, base: ExprId, names: &[AttrName]| {
            let start = ir.range(base).end;
            let end = names.last().map_or(start, |name| end(ir, name));
            TextRange::new(start, end.max(start))
        };
        let same_path = self.same_text(
            written(self.old.ir, a.base, names),
            written(self.new.ir, b.base, new_names),
        );
        if !same_path || names.len() != new_names.len() {
            return false;
        }
        for (a, b) in names.iter().zip(new_names) {
            let same = match (*a, *b) {
                (AttrName::Static(a, at), AttrName::Static(b, new_at)) => {
                    a == b && self.place(at, new_at)
                }
                (AttrName::Dynamic(a), AttrName::Dynamic(b)) => self.also(a, b),
                _ => false,
            };
            if !same {
                return false;
            }
        }
        self.also(a.base, b.base) && self.also_perhaps(a.default, b.default)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse;

    /// Whether a change goes unnoticed by who has seen all but the texts in brackets `«»`.
    fn unnoticed(old: &str, new: &str) -> bool {
        let start = old.find('«').unwrap();
        let plain = old.replace('«', "");
        let end = plain.find('»').unwrap();
        let plain = plain.replace('»', "");
        let (a, b) = (parse(&plain).ir, parse(new).ir);
        let seen: Vec<bool> = a
            .ranges
            .iter()
            .map(|range| !(range.start as usize >= start && range.end as usize <= end))
            .collect();
        let moved = Moved::between(&plain, new);
        let (old, new) = (Text { ir: &a, text: &plain }, Text { ir: &b, text: new });
        let carried = same_where_seen(old, new, &seen, moved);
        if let Some(carried) = &carried {
            let count = |seen: &[bool], ir: &Ir| {
                let named = |index: &usize| matches!(ir.exprs[*index], Expr::Name(_));
                (0..seen.len()).filter(|index| seen[*index] && !named(index)).count()
            };
            assert_eq!(count(carried, new.ir), count(&seen, old.ir), "nothing is lost");
        }
        carried.is_some()
    }

    #[test]
    fn what_nobody_saw_may_change() {
        let old = "{ a, ... }@all: { x = if a.b ? c then [ 1 ] else «rec { y = 2; }»; z = 1; }";
        let with = |part: &str| old.replace("«rec { y = 2; }»", part);
        assert!(unnoticed(old, &with("rec { y = 3; }")));
        assert!(unnoticed(old, &with("let much = 1; in \n\n f much")));
        assert!(unnoticed(old, &with("rec { y = 2; }").replace("; z", ";\n  z")));
        assert!(!unnoticed(old, &with("rec { y = 2; }").replace("[ 1 ]", "[ 2 ]")));
        assert!(!unnoticed(old, &with("rec { y = 2; }").replace("; z = 1;", "; z = 1; q = 2;")));
        assert!(!unnoticed(old, &with("rec { y = 2; }").replace("? c", "? d")));
        assert!(!unnoticed(old, &with("rec { y = 2; }").replace("x =", "y =")));
        assert!(!unnoticed(old, &with("rec { y = 2; }").replace("a, ...", "a, b, ...")));
    }

    #[test]
    fn a_variable_under_another_name_is_another() {
        assert!(!unnoticed("a: «1» + a", "b: 1 + b"));
        assert!(unnoticed("a: «1» + a", "a: 2 + a"));
        assert!(!unnoticed("x: assert x.y == «1»; x", "x: assert x.y == 2; x"));
        assert!(!unnoticed("with «{ }»; a", "with { }; b"));
        assert!(unnoticed("with «{ }»; a", "with { a = 1; }; a"));
    }
}
