//! Operators.

use super::{Evaluator, Kind, Pos, Result, Scope, Value, coerce::Context, doubt::Doubt, expr::pos};
use crate::syntax::ir::{ExprId, Op};

impl<'a> Evaluator<'a> {
    pub(super) fn binary(
        &self,
        op: Op,
        lhs: ExprId,
        rhs: ExprId,
        scope: Scope<'a>,
        at: Pos,
    ) -> Result<'a, Value<'a>> {
        if matches!(op, Op::And | Op::Or | Op::Implies) {
            return self.logic(op, lhs, rhs, scope, at);
        }
        // `a > b` is `b < a` for Nix, down to which of them is evaluated first.
        if matches!(op, Op::Greater | Op::LessEqual) {
            let right = self.eval(rhs, scope)?;
            let less = self.less(right, self.eval(lhs, scope)?, at)?;
            return Ok(Value::bool(less == (op == Op::Greater)).with_pos(at));
        }
        let left = self.eval(lhs, scope)?;
        if op == Op::Add {
            self.can_be_added(left, at)?;
        }
        let right = self.eval(rhs, scope)?;
        match op {
            Op::Equal => Ok(Value::bool(self.equal(left, right, at)?).with_pos(at)),
            Op::NotEqual => Ok(Value::bool(!self.equal(left, right, at)?).with_pos(at)),
            Op::Less => Ok(Value::bool(self.less(left, right, at)?).with_pos(at)),
            Op::GreaterEqual => Ok(Value::bool(!self.less(left, right, at)?).with_pos(at)),
            Op::Add => self.add(left, right, at),
            Op::Sub | Op::Mul | Op::Div => self.arithmetic(op, left, right, at),
            Op::Concat => self.concat(left, right, at),
            Op::Update => self.update(left, right, at),
            Op::And | Op::Or | Op::Implies | Op::Greater | Op::LessEqual => {
                unreachable!("handled above")
            }
        }
    }

    /// What cannot be part of a sum is an error before the other operand can throw.
    fn can_be_added(&self, left: Value<'a>, at: Pos) -> Result<'a, ()> {
        let cannot = match left.kind() {
            Kind::Null | Kind::Bool(_) | Kind::List(_) | Kind::Lambda(_) | Kind::Builtin(_) => true,
            Kind::Attrs(attrs) => {
                let is_unknown = attrs.open.or(attrs.lenient).is_some();
                let names = [self.names.to_string, self.names.out_path];
                !is_unknown && names.iter().all(|name| attrs.get(*name).is_none())
            }
            _ => false,
        };
        if cannot {
            self.coerce(left, at)?;
        }
        Ok(())
    }

    /// `&&`, `||` and `->`: of two operands one that decides is enough, even when the other is unknown.
    fn logic(
        &self,
        op: Op,
        lhs: ExprId,
        rhs: ExprId,
        scope: Scope<'a>,
        at: Pos,
    ) -> Result<'a, Value<'a>> {
        let decides = op == Op::Or;
        let left = self.eval(lhs, scope)?;
        let unknown = match left.kind() {
            Kind::Unknown(unknown) => Some(unknown),
            _ => {
                let left = self.bool(left, pos(scope, lhs))?;
                let left = if op == Op::Implies { !left } else { left };
                let decides = op != Op::And;
                if left == decides {
                    return Ok(Value::bool(decides).with_pos(at));
                }
                None
            }
        };
        let right = match (self.eval(rhs, scope), unknown) {
            (Ok(right), _) => right,
            // Whether it is asked for what fails is not known: `known || throw "…"`.
            (Err(error), Some(unknown)) if !matches!(error.kind, super::ErrorKind::Limit) => {
                return Err(self.unknown_error(unknown, at));
            }
            (Err(error), _) => return Err(error),
        };
        match (unknown, right.kind()) {
            (None, Kind::Unknown(_)) => Ok(right),
            (None, _) => Ok(Value::bool(self.bool(right, pos(scope, rhs))?).with_pos(at)),
            (Some(unknown), Kind::Bool(right)) if right == (decides || op == Op::Implies) => {
                let _ = unknown;
                Ok(Value::bool(right).with_pos(at))
            }
            (Some(unknown), _) => Err(self.unknown_error(unknown, at)),
        }
    }

    /// `lhs + rhs` of forced values: numbers, strings, paths.
    pub(super) fn add(&self, lhs: Value<'a>, rhs: Value<'a>, at: Pos) -> Result<'a, Value<'a>> {
        match (lhs.kind(), rhs.kind()) {
            (Kind::Int(_) | Kind::Float(_), Kind::Int(_) | Kind::Float(_)) => {
                self.arithmetic(Op::Add, lhs, rhs, at)
            }
            (Kind::Path(left), _) if !matches!(rhs.kind(), Kind::Unknown(_)) => {
                let right = self.coerce_with(
                    rhs,
                    super::coerce::Mode { copy_paths: false, more: false },
                    at,
                )?;
                if !right.context.is_empty() {
                    return Err(self.type_error(
                        at,
                        "a string that refers to the store cannot be added to a path",
                    ));
                }
                self.count(left.text.len(), at)?;
                Ok(self
                    .path(super::paths::normalize(&format!("{}{}", left.text, right.text)))
                    .with_pos(at))
            }
            // What is added to a number is a number.
            (Kind::Unknown(unknown), Kind::Int(_) | Kind::Float(_))
            | (Kind::Int(_) | Kind::Float(_), Kind::Unknown(unknown)) => {
                Err(self.unknown_error(unknown, at))
            }
            _ => {
                // Only what is added to a string is copied to the store.
                let copy_paths = matches!(lhs.kind(), Kind::Str(_));
                let coerce = |value| {
                    self.coerce_with(value, super::coerce::Mode { copy_paths, more: false }, at)
                };
                let (left, right) = (coerce(lhs), coerce(rhs));
                match (left, right) {
                    (Ok(left), Ok(right)) => {
                        self.reserve(left.text.len() + right.text.len(), at)?;
                        let text = [left.text, right.text].concat();
                        let mut context = Context::default();
                        context.add(left.context);
                        context.add(right.context);
                        self.count(context.len(), at)?;
                        Ok(self.composed(&text, context.finish(self), Some(rhs), at))
                    }
                    (left, right) => {
                        let is_text = match lhs.kind() {
                            Kind::Unknown(unknown) => unknown.text,
                            _ => copy_paths,
                        };
                        self.add_unknown(left, right, is_text, at)
                    }
                }
            }
        }
    }

    /// A sum of which a part is unknown keeps the known part.
    fn add_unknown(
        &self,
        left: Result<'a, &'a super::Str<'a>>,
        right: Result<'a, &'a super::Str<'a>>,
        is_text: bool,
        at: Pos,
    ) -> Result<'a, Value<'a>> {
        let mut text = String::new();
        let mut reason = None;
        for side in [left, right] {
            match side {
                Ok(str) => text.push_str(str.text),
                Err(error) => match error.kind {
                    super::ErrorKind::Unknown(unknown) => {
                        text.push_str(unknown.partial.unwrap_or("«?»"));
                        reason = reason.or(Some(unknown));
                    }
                    _ => return Err(error),
                },
            }
        }
        let unknown = reason.expect("called only when a side failed");
        let partial = Some(self.text(&text));
        let unknown = super::Unknown { partial, text: is_text, may: None, ..*unknown };
        Ok(self.unknown_like(unknown, at))
    }

    /// Arithmetic on forced values.
    pub(super) fn arithmetic(
        &self,
        op: Op,
        lhs: Value<'a>,
        rhs: Value<'a>,
        at: Pos,
    ) -> Result<'a, Value<'a>> {
        if let (Kind::Int(left), Kind::Int(right)) = (lhs.kind(), rhs.kind()) {
            if op == Op::Div && right == 0 {
                return Err(self.type_error(at, "division by zero"));
            }
            let result = match op {
                Op::Add => left.checked_add(right),
                Op::Sub => left.checked_sub(right),
                Op::Mul => left.checked_mul(right),
                _ => left.checked_div(right),
            };
            let Some(result) = result else {
                return Err(self.type_error(at, "integer overflow"));
            };
            return Ok(Value::int(result).with_pos(at));
        }
        let (left, right) = (self.number(lhs, at)?, self.number(rhs, at)?);
        let result = match op {
            Op::Add => left + right,
            Op::Sub => left - right,
            Op::Mul => left * right,
            _ if right == 0.0 => return Err(self.type_error(at, "division by zero")),
            _ => left / right,
        };
        Ok(Value::float(result).with_pos(at))
    }

    fn number(&self, value: Value<'a>, at: Pos) -> Result<'a, f64> {
        let value = self.force(value)?;
        match value.kind() {
            Kind::Float(value) => Ok(value),
            Kind::Int(value) => Ok(value as f64),
            Kind::Unknown(unknown) => Err(self.unknown_error(unknown, at)),
            _ => {
                Err(self.type_error(at, format!("expected a number, got {}", self.describe(value))))
            }
        }
    }

    /// `lhs ++ rhs` of forced values. An unknown operand leaves the known elements, in an incomplete list.
    pub(super) fn concat(&self, lhs: Value<'a>, rhs: Value<'a>, at: Pos) -> Result<'a, Value<'a>> {
        if let (Kind::Unknown(_), Kind::Unknown(_)) = (lhs.kind(), rhs.kind()) {
            return Ok(lhs);
        }
        let mut items: Vec<Value<'a>> = Vec::new();
        let mut doubt = Doubt::default();
        for side in [lhs, rhs] {
            match side.kind() {
                Kind::Unknown(unknown) => doubt.unknown(unknown),
                _ => {
                    let list = self.as_list(side, at)?;
                    doubt.part(list);
                    if items.is_empty() {
                        items.reserve(list.items.len());
                    }
                    items.extend_from_slice(list.items);
                }
            }
        }
        self.reserve(items.len() * size_of::<Value<'a>>(), at)?;
        Ok(doubt.list(self, self.arena.alloc_slice_copy(&items)).with_pos(at))
    }
}
