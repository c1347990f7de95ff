//! `if` under an unknown condition.

use super::{
    ErrorKind, Evaluator, Kind, List, Pos, Result, Scope, Unknown, Value, builtins::Builtin,
    doubt::Doubt,
};
use crate::syntax::ir::ExprId;

/// How many unknown conditions may be inside each other before the value is simply unknown: each doubles the work.
const NESTED: u32 = 3;

impl<'a> Evaluator<'a> {
    /// The value when both branches lead to it, or when the other one only throws; a list that may have the elements of
    /// both when both are lists; perhaps a set, when it is that or nothing; else unknown.
    pub(super) fn join(
        &self,
        unknown: &'a Unknown<'a>,
        then: ExprId,
        otherwise: ExprId,
        scope: Scope<'a>,
        at: Pos,
    ) -> Result<'a, Value<'a>> {
        let depth = self.joins.get();
        if depth >= NESTED {
            return Err(self.unknown_error(unknown, at));
        }
        self.joins.set(depth + 1);
        let left = self.nested(at, || self.eval(then, scope));
        let right = self.nested(at, || self.eval(otherwise, scope));
        self.joins.set(depth);
        self.joined(unknown, left, right, at)
    }

    /// One of two lists. What is added to a list under a condition is no reason to forget the rest of it: any of their
    /// elements may be there.
    fn either(&self, unknown: &'a Unknown<'a>, left: &List<'a>, right: &List<'a>) -> Value<'a> {
        let mut doubt = Doubt::default();
        let mut may: Vec<Value<'a>> = Vec::new();
        for list in [left, right] {
            doubt.part(list);
            for item in list.items {
                if !may.iter().any(|other| same(*other, *item)) {
                    may.push(*item);
                }
            }
        }
        doubt.any_of(unknown, &may);
        doubt.list(self, &[])
    }

    /// A value that may be there.
    fn perhaps(&self, unknown: &'a Unknown<'a>, value: Value<'a>, at: Pos) -> Value<'a> {
        let unknown = Unknown { partial: None, text: false, may: Some(value), ..*unknown };
        self.unknown_like(unknown, value.pos().or(at))
    }

    fn joined(
        &self,
        unknown: &'a Unknown<'a>,
        left: Result<'a, Value<'a>>,
        right: Result<'a, Value<'a>>,
        at: Pos,
    ) -> Result<'a, Value<'a>> {
        let throws = |result: &Result<'a, Value<'a>>| matches!(result, Err(error) if matches!(error.kind, ErrorKind::Throw | ErrorKind::Assert | ErrorKind::Abort));
        match (left, right) {
            (left, right) if throws(&left) && !throws(&right) => right,
            (left, right) if throws(&right) && !throws(&left) => left,
            (Ok(left), Ok(right)) if same(left, right) => Ok(left),
            (Ok(left), Ok(right)) if is_function(left) && is_function(right) => {
                Ok(self.partial(&JOINED, &[Value::new(Kind::Unknown(unknown), at), left, right]))
            }
            (Ok(left), Ok(right))
                if let (Kind::List(left), Kind::List(right)) = (left.kind(), right.kind()) =>
            {
                Ok(self.either(unknown, left, right).with_pos(at))
            }
            (Ok(left), Ok(right)) if is_empty_set(left) && is_empty_set(right) => Ok(left),
            (Ok(left), Ok(right)) if is_set(right) && is_empty_set(left) => {
                Ok(self.perhaps(unknown, right, at))
            }
            (Ok(left), Ok(right)) if is_set(left) && is_empty_set(right) => {
                Ok(self.perhaps(unknown, left, at))
            }
            (Err(error), _) | (_, Err(error)) if matches!(error.kind, ErrorKind::Limit) => {
                Err(error)
            }
            _ => Err(self.unknown_error(unknown, at)),
        }
    }
}

/// One of two functions, it is unknown which: a call gives what both lead to.
static JOINED: Builtin = Builtin {
    name: "joined",
    arity: 4,
    run: |ev, args, at| {
        let Kind::Unknown(unknown) = args[0].kind() else { unreachable!("`join` puts it there") };
        let left = ev.call(args[1], &args[3..], at);
        let right = ev.call(args[2], &args[3..], at);
        ev.joined(unknown, left, right, at)
    },
};

fn is_set(value: Value<'_>) -> bool {
    matches!(value.kind(), Kind::Attrs(_))
}

/// Whether it is `{ }`, and nothing can be in it.
fn is_empty_set(value: Value<'_>) -> bool {
    matches!(value.kind(), Kind::Attrs(set) if set.open.is_none() && set.entries.iter().next().is_none())
}

fn is_function(value: Value<'_>) -> bool {
    matches!(value.kind(), Kind::Lambda(_) | Kind::Builtin(_))
}

/// Whether two values are one, as far as that is seen without forcing anything.
fn same<'a>(left: Value<'a>, right: Value<'a>) -> bool {
    match (left.kind(), right.kind()) {
        (Kind::Null, Kind::Null) => true,
        (Kind::Bool(left), Kind::Bool(right)) => left == right,
        (Kind::Int(left), Kind::Int(right)) => left == right,
        (Kind::Str(left), Kind::Str(right)) | (Kind::Path(left), Kind::Path(right)) => {
            left.text == right.text && left.context == right.context
        }
        (Kind::List(left), Kind::List(right)) => {
            std::ptr::eq(left, right) || (left.items.is_empty() && right.items.is_empty())
        }
        (Kind::Attrs(left), Kind::Attrs(right)) => std::ptr::eq(left, right),
        (Kind::Lambda(left), Kind::Lambda(right)) => std::ptr::eq(left, right),
        _ => false,
    }
}
