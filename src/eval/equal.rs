//! Equality and order.

use std::cmp::Ordering;

use super::{Attrs, Evaluator, Kind, Pos, Result, Value};

/// How many bytes of strings are compared at once.
const AT_ONCE: usize = 32;

impl<'a> Evaluator<'a> {
    /// `lhs == rhs`.
    ///
    /// # Errors
    /// Whatever forcing the parts gives; unknown when the parts known do not decide it.
    pub fn equal(&self, lhs: Value<'a>, rhs: Value<'a>, at: Pos) -> Result<'a, bool> {
        let (lhs, rhs) = (self.force(lhs)?, self.force(rhs)?);
        match (lhs.kind(), rhs.kind()) {
            // What is certainly a text is nothing else.
            (Kind::Unknown(unknown), known) | (known, Kind::Unknown(unknown))
                if !unknown.text || matches!(known, Kind::Str(_) | Kind::Unknown(_)) =>
            {
                Err(self.unknown_error(unknown, at))
            }
            (Kind::Null, Kind::Null) => Ok(true),
            (Kind::Bool(left), Kind::Bool(right)) => Ok(left == right),
            (Kind::Int(left), Kind::Int(right)) => Ok(left == right),
            (Kind::Int(left), Kind::Float(right)) => Ok(left as f64 == right),
            (Kind::Float(left), Kind::Int(right)) => Ok(left == right as f64),
            (Kind::Float(left), Kind::Float(right)) => Ok(left == right),
            (Kind::Str(left), Kind::Str(right)) | (Kind::Path(left), Kind::Path(right)) => {
                if left.text.len() != right.text.len() {
                    return Ok(false);
                }
                self.count(left.text.len() / AT_ONCE, at)?;
                Ok(left.text == right.text || self.same_store_paths(left, right, at)?)
            }
            (Kind::List(left), Kind::List(right)) => {
                if std::ptr::eq(left, right) {
                    return Ok(true);
                }
                if let Some(open) = left.open.or(right.open) {
                    return Err(self.unknown_error(open, at));
                }
                if left.items.len() != right.items.len() {
                    return Ok(false);
                }
                self.count(left.items.len(), at)?;
                self.nested(at, || {
                    for (left, right) in left.items.iter().zip(right.items) {
                        if !self.same_or_equal(*left, *right, at)? {
                            return Ok(false);
                        }
                    }
                    Ok(true)
                })
            }
            (Kind::Attrs(left), Kind::Attrs(right)) => {
                self.nested(at, || self.equal_sets(left, right, at))
            }
            _ => Ok(false),
        }
    }

    /// As Nix does for parts of lists and sets: the same value is equal to itself, functions too.
    pub(super) fn same_or_equal(
        &self,
        lhs: Value<'a>,
        rhs: Value<'a>,
        at: Pos,
    ) -> Result<'a, bool> {
        let same = match (lhs.kind(), rhs.kind()) {
            (Kind::Thunk(left), Kind::Thunk(right)) => std::ptr::eq(left, right),
            (Kind::Lambda(left), Kind::Lambda(right)) => std::ptr::eq(left, right),
            (Kind::Builtin(left), Kind::Builtin(right)) => std::ptr::eq(left, right),
            _ => false,
        };
        if same {
            self.force(lhs)?;
            return Ok(true);
        }
        let (left, right) = (self.force(lhs)?, self.force(rhs)?);
        match (left.kind(), right.kind()) {
            (Kind::Lambda(left), Kind::Lambda(right)) if std::ptr::eq(left, right) => Ok(true),
            (Kind::Builtin(left), Kind::Builtin(right)) if std::ptr::eq(left, right) => Ok(true),
            _ => self.equal(left, right, at),
        }
    }

    fn equal_sets(&self, left: &'a Attrs<'a>, right: &'a Attrs<'a>, at: Pos) -> Result<'a, bool> {
        if std::ptr::eq(left, right) || left.entries.is(right.entries) {
            return Ok(true);
        }
        if self.is_derivation(left)?
            && self.is_derivation(right)?
            && let (Some(one), Some(other)) =
                (left.get(self.names.out_path), right.get(self.names.out_path))
        {
            return self.equal(one.value, other.value, at);
        }
        if let Some(open) = left.open.or(right.open) {
            return Err(self.unknown_error(open, at));
        }
        if left.entries.len() != right.entries.len() {
            return Ok(false);
        }
        if left.entries.iter().zip(right.entries).any(|(left, right)| left.name != right.name) {
            return Ok(false);
        }
        self.count(left.entries.len(), at)?;
        for (left, right) in left.entries.iter().zip(right.entries) {
            if !self.same_or_equal(left.value, right.value, at)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a set is a derivation: its `type` says so.
    pub(super) fn is_derivation(&self, attrs: &Attrs<'a>) -> Result<'a, bool> {
        let Some(ty) = attrs.get(self.names.ty) else { return Ok(false) };
        let ty = self.force(ty.value)?;
        Ok(matches!(ty.kind(), Kind::Str(text) if text.text == "derivation"))
    }

    /// `lhs < rhs`: numbers, strings, paths, and lists of them.
    ///
    /// # Errors
    /// When the values have no order.
    pub fn less(&self, lhs: Value<'a>, rhs: Value<'a>, at: Pos) -> Result<'a, bool> {
        let (lhs, rhs) = (self.force(lhs)?, self.force(rhs)?);
        match (lhs.kind(), rhs.kind()) {
            (Kind::Unknown(unknown), _) | (_, Kind::Unknown(unknown)) => {
                Err(self.unknown_error(unknown, at))
            }
            (Kind::Int(left), Kind::Int(right)) => Ok(left < right),
            (Kind::Int(left), Kind::Float(right)) => Ok((left as f64) < right),
            (Kind::Float(left), Kind::Int(right)) => Ok(left < right as f64),
            (Kind::Float(left), Kind::Float(right)) => Ok(left < right),
            (Kind::Str(left), Kind::Str(right)) | (Kind::Path(left), Kind::Path(right)) => {
                self.count(left.text.len().min(right.text.len()) / AT_ONCE, at)?;
                Ok(left.text.cmp(right.text) == Ordering::Less)
            }
            (Kind::List(left), Kind::List(right)) => self.nested(at, || {
                self.count(left.items.len().min(right.items.len()), at)?;
                for (left, right) in left.items.iter().zip(right.items) {
                    if !self.same_or_equal(*left, *right, at)? {
                        return self.less(*left, *right, at);
                    }
                }
                Ok(left.items.len() < right.items.len())
            }),
            _ => Err(self.type_error(
                at,
                format!("cannot compare {} with {}", self.describe(lhs), self.describe(rhs)),
            )),
        }
    }
}
