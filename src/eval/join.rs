//! `if` under an unknown condition.

use super::{Env, ErrorKind, Evaluator, Kind, Pos, Result, Unknown, Value};
use crate::syntax::ir::ExprId;

/// How many unknown conditions may be inside each other before the value is simply unknown: each doubles the work.
const NESTED: u32 = 3;

impl<'a> Evaluator<'a> {
    /// The value when both branches lead to it, or when the other one only throws; else unknown.
    pub(super) fn join(
        &self,
        unknown: &'a Unknown<'a>,
        then: ExprId,
        otherwise: ExprId,
        env: &'a Env<'a>,
        at: Pos,
    ) -> Result<'a, Value<'a>> {
        let depth = self.joins.get();
        if depth >= NESTED {
            return Err(self.unknown_error(unknown, at));
        }
        self.joins.set(depth + 1);
        let left = self.nested(at, || self.eval(then, env));
        let right = self.nested(at, || self.eval(otherwise, env));
        self.joins.set(depth);
        let throws = |result: &Result<'a, Value<'a>>| {
            matches!(result, Err(error) if matches!(error.kind, ErrorKind::Throw | ErrorKind::Assert | ErrorKind::Abort))
        };
        match (left, right) {
            (left, right) if throws(&left) && !throws(&right) => right,
            (left, right) if throws(&right) && !throws(&left) => left,
            (Ok(left), Ok(right)) if self.same_scalar(left, right) => Ok(left),
            (Err(error), _) | (_, Err(error)) if matches!(error.kind, ErrorKind::Limit) => Err(error),
            _ => Err(self.unknown_error(unknown, at)),
        }
    }

    fn same_scalar(&self, left: Value<'a>, right: Value<'a>) -> bool {
        match (left.kind(), right.kind()) {
            (Kind::Null, Kind::Null) => true,
            (Kind::Bool(left), Kind::Bool(right)) => left == right,
            (Kind::Int(left), Kind::Int(right)) => left == right,
            (Kind::Str(left), Kind::Str(right)) | (Kind::Path(left), Kind::Path(right)) => {
                left.text == right.text && left.context == right.context
            }
            (Kind::List(left), Kind::List(right)) => left.items.is_empty() && right.items.is_empty(),
            _ => false,
        }
    }
}
