//! Operations on sets.

use super::{Attr, ErrorKind, Evaluator, Kind, Pos, Result, Unknown, Value};
use crate::syntax::Sym;

impl<'a> Evaluator<'a> {
    /// The attribute of a forced value, not forced itself. Unknown sets have unknown attributes.
    ///
    /// # Errors
    /// When the value is no set or lacks the attribute.
    pub fn select(&self, set: Value<'a>, name: Sym, at: Pos) -> Result<'a, Value<'a>> {
        match self.try_select(set, name, at)? {
            Some(value) => Ok(value),
            None => Err(self.error(ErrorKind::Missing, at, format!("attribute `{name}` missing"))),
        }
    }

    /// The attribute of a forced value, if it has it. Unknown sets have unknown attributes.
    ///
    /// # Errors
    /// When the value is no set.
    pub fn try_select(&self, set: Value<'a>, name: Sym, at: Pos) -> Result<'a, Option<Value<'a>>> {
        if let Kind::Unknown(unknown) = set.kind() {
            return Ok(Some(Value::new(Kind::Unknown(unknown), at)));
        }
        let attrs = self.as_attrs(set, at)?;
        Ok(match (attrs.get(name), attrs.open.or(attrs.lenient)) {
            (Some(attr), _) => Some(attr.value),
            (None, Some(open)) => Some(self.unknown_attr(open, name, at)),
            (None, None) => None,
        })
    }

    /// An attribute that an incomplete set may or may not have.
    pub(super) fn unknown_attr(&self, open: &'a Unknown<'a>, name: Sym, at: Pos) -> Value<'a> {
        let reason = if open.reason.ends_with('.') {
            // A set that stands for a path ("option `services.`") names its children.
            let stem = open.reason.trim_end_matches('.');
            return self.unknown(format!("{stem}.{name}"), at);
        } else {
            open.reason
        };
        let unknown = self.arena.alloc(Unknown { reason, partial: None, may: None });
        Value::new(Kind::Unknown(unknown), at)
    }

    /// `lhs // rhs`, both forced.
    pub(super) fn update(&self, lhs: Value<'a>, rhs: Value<'a>, at: Pos) -> Result<'a, Value<'a>> {
        let (left, mut open) = match lhs.kind() {
            Kind::Unknown(unknown) => (&[][..], Some(unknown)),
            _ => self.as_attrs(lhs, at).map(|attrs| (attrs.entries, attrs.open))?,
        };
        let right = match rhs.kind() {
            Kind::Unknown(unknown) => {
                open = open.or(Some(unknown));
                &[][..]
            }
            _ => {
                let attrs = self.as_attrs(rhs, at)?;
                open = open.or(attrs.open);
                attrs.entries
            }
        };
        if let (true, Kind::Unknown(unknown)) = (right.is_empty(), lhs.kind()) {
            return Ok(Value::new(Kind::Unknown(unknown), at));
        }
        if let (true, Kind::Unknown(unknown)) = (left.is_empty(), rhs.kind()) {
            return Ok(Value::new(Kind::Unknown(unknown), at));
        }
        let entries = if left.is_empty() {
            right
        } else if right.is_empty() {
            left
        } else {
            self.merge(left, right)
        };
        let lenient = |value: Value<'a>| match value.kind() {
            Kind::Attrs(attrs) => attrs.lenient,
            _ => None,
        };
        let lenient = lenient(lhs).or_else(|| lenient(rhs));
        Ok(Value::new(Kind::Attrs(self.arena.alloc(super::Attrs { entries, open, lenient })), at))
    }

    /// Two sorted runs of attributes as one; the right one wins.
    fn merge(&self, left: &[Attr<'a>], right: &[Attr<'a>]) -> &'a [Attr<'a>] {
        let mut all =
            bumpalo::collections::Vec::with_capacity_in(left.len() + right.len(), self.arena);
        let (mut i, mut j) = (0, 0);
        while i < left.len() && j < right.len() {
            match left[i].name.cmp(&right[j].name) {
                std::cmp::Ordering::Less => {
                    all.push(left[i]);
                    i += 1;
                }
                std::cmp::Ordering::Greater => {
                    all.push(right[j]);
                    j += 1;
                }
                std::cmp::Ordering::Equal => {
                    all.push(right[j]);
                    i += 1;
                    j += 1;
                }
            }
        }
        all.extend_from_slice_copy(&left[i..]);
        all.extend_from_slice_copy(&right[j..]);
        all.into_bump_slice()
    }
}
