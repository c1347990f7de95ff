//! Operations on sets.

use super::{Entries, ErrorKind, Evaluator, Kind, Pos, Result, Unknown, Value};
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
            return Ok(Some(Value::new(Kind::Unknown(self.result_of(unknown)), at)));
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
        let unknown = self.arena.alloc(Unknown { reason, partial: None, text: false, may: None });
        Value::new(Kind::Unknown(unknown), at)
    }

    /// `lhs // rhs`, both forced.
    pub(super) fn update(&self, lhs: Value<'a>, rhs: Value<'a>, at: Pos) -> Result<'a, Value<'a>> {
        let (left, mut open) = match lhs.kind() {
            Kind::Unknown(unknown) => (Entries::EMPTY, Some(unknown)),
            _ => self.as_attrs(lhs, at).map(|attrs| (attrs.entries, attrs.open))?,
        };
        let right = match rhs.kind() {
            Kind::Unknown(unknown) => {
                open = open.or(Some(unknown));
                Entries::EMPTY
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
        let entries = left.update(right, self.arena);
        let lenient = |value: Value<'a>| match value.kind() {
            Kind::Attrs(attrs) => attrs.lenient,
            _ => None,
        };
        let lenient = lenient(lhs).or_else(|| lenient(rhs));
        Ok(Value::new(Kind::Attrs(self.arena.alloc(super::Attrs { entries, open, lenient })), at))
    }
}
