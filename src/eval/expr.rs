//! One arm per kind of expression.

use super::{
    Env, ErrorKind, Evaluator, Frame, Kind, Pos, Result, Scope, Str, Unknown, Value,
    call::Step,
    trace::{TAIL_CALLS, TailCalls},
};
use crate::syntax::ir::{AttrName, Expr, ExprId, ListRange, Select, StrId};

/// The place of an expression of the environment's file.
#[inline]
pub(super) fn pos(scope: Scope<'_>, expr: ExprId) -> Pos {
    Pos(scope.file.base + expr.0)
}

impl<'a> Evaluator<'a> {
    /// Evaluates an expression to a value that is not a thunk.
    pub(super) fn eval(&self, expr: ExprId, scope: Scope<'a>) -> Result<'a, Value<'a>> {
        match scope.file.expr(expr) {
            Expr::If { .. }
            | Expr::Let { .. }
            | Expr::With { .. }
            | Expr::Assert { .. }
            | Expr::Call { .. } => self.eval_inner(expr, scope),
            simple => self.eval_simple(simple, expr, scope),
        }
    }

    /// The value of an expression that ends in another one, with the calls on the way for an error's trace.
    fn eval_inner(&self, expr: ExprId, scope: Scope<'a>) -> Result<'a, Value<'a>> {
        let depth = self.depth.get();
        let mut calls = TailCalls::default();
        let result = self.eval_steps(expr, scope, &mut calls);
        self.depth.set(depth);
        result.map_err(|error| self.tail_traced(error, &calls))
    }

    /// As `eval_inner`, and leaves the depth one level deeper after a call in tail position. Further ones take its
    /// place and need no more stack.
    #[inline(always)]
    fn eval_steps(
        &self,
        expr: ExprId,
        scope: Scope<'a>,
        calls: &mut TailCalls<'a>,
    ) -> Result<'a, Value<'a>> {
        let (mut expr, mut scope) = (expr, scope);
        // Expressions in tail position take the place of the one they end.
        loop {
            let at = pos(scope, expr);
            match scope.file.expr(expr) {
                Expr::If { condition, then, otherwise } => {
                    let value = self.eval(condition, scope)?;
                    if let Kind::Unknown(unknown) = value.kind() {
                        return self.join(unknown, then, otherwise, scope, at);
                    }
                    expr = if self.bool(value, pos(scope, condition))? { then } else { otherwise };
                }
                Expr::Let { set, body } => {
                    scope = self.bind_let(set, scope)?;
                    expr = body;
                }
                Expr::With { set, body } => {
                    let set = self.delay(set, scope);
                    let env = self.arena.alloc(Env::one(Some(scope.env), Some(set)));
                    scope = scope.inner(env);
                    expr = body;
                }
                Expr::Assert { condition, body } => {
                    self.assert(condition, scope)?;
                    expr = body;
                }
                Expr::Call { function, args } => match self.eval_call(function, args, scope, at)? {
                    Step::Done(value) => return Ok(value),
                    Step::Tail(lambda, inner) => {
                        match calls.push(lambda, at) {
                            1 => self.deepen(at)?,
                            count if count > TAIL_CALLS => return Err(self.too_deep(at)),
                            _ => self.tick(at)?,
                        }
                        (expr, scope) = (lambda.body, inner);
                    }
                },
                other => return self.eval_simple(other, expr, scope),
            }
        }
    }

    fn eval_simple(&self, kind: Expr, expr: ExprId, scope: Scope<'a>) -> Result<'a, Value<'a>> {
        let at = pos(scope, expr);
        let ir = scope.file.ir;
        match kind {
            Expr::Int(value) => Ok(Value::new(Kind::Int(value), at)),
            Expr::Float(value) => Ok(Value::new(Kind::Float(value), at)),
            Expr::Str(text) => Ok(Value::new(Kind::Str(self.literal(text, scope)), at)),
            Expr::Path(text) => self.path_literal(ir.string(text), scope, at),
            Expr::Interpolated(parts) => self.interpolate(parts, scope, at),
            Expr::InterpolatedPath(parts) => self.interpolate_path(parts, scope, at),
            Expr::SearchPath(text) => self.search_path(ir.string(text), at),
            Expr::Local { level, slot } => {
                let value = lookup(scope.env, level, slot)
                    .expect("a scope is complete before its values are forced");
                self.force(value).map_err(|error| self.needed_at(error, at, Pos::NONE))
            }
            Expr::Dynamic(index) => self.with_variable(index, scope, at),
            Expr::Global(name) => {
                let value = self.global(name, at)?;
                // `true` is made where it is written.
                let value = self.force(value)?;
                Ok(if matches!(value.kind(), Kind::Bool(_) | Kind::Null) {
                    value.with_pos(at)
                } else {
                    value
                })
            }
            Expr::Undefined(name) => {
                Err(self.error(ErrorKind::Missing, at, format!("undefined variable `{name}`")))
            }
            Expr::Hole | Expr::Name(_) => Ok(self.unknown("the text here is not valid Nix", at)),
            Expr::List(items) => {
                let items = ir.list(items).iter().map(|&item| self.delay(item, scope));
                let items = self.arena.alloc_slice_fill_iter(items);
                Ok(self.list_in(items, None).with_pos(at))
            }
            Expr::Attrs(set) => self.bind_attrs(set, scope, at),
            Expr::Lambda(lambda) => Ok(self.closure(lambda, scope, at)),
            Expr::Select(index) => self.eval_select(&ir.selects[index as usize], scope, at),
            Expr::HasAttr(index) => self.eval_has_attr(&ir.selects[index as usize], scope, at),
            Expr::Not(operand) => {
                let value = self.eval(operand, scope)?;
                Ok(Value::bool(!self.bool(value, pos(scope, operand))?).with_pos(at))
            }
            Expr::Negate(operand) => {
                let value = self.eval(operand, scope)?;
                self.arithmetic(crate::syntax::ir::Op::Sub, Value::int(0), value, at)
            }
            Expr::Binary { op, lhs, rhs } => self.binary(op, lhs, rhs, scope, at),
            Expr::CurPos => Ok(self.position_set(at)),
            Expr::Guard { body, guard } => self.eval_guarded(body, guard, scope),
            Expr::If { .. }
            | Expr::Let { .. }
            | Expr::With { .. }
            | Expr::Assert { .. }
            | Expr::Call { .. } => {
                unreachable!("handled in `eval`")
            }
        }
    }

    /// The value of an expression, computed later unless it is at hand.
    pub(super) fn delay(&self, expr: ExprId, scope: Scope<'a>) -> Value<'a> {
        let at = pos(scope, expr);
        match scope.file.expr(expr) {
            Expr::Int(value) => Value::new(Kind::Int(value), at),
            Expr::Float(value) => Value::new(Kind::Float(value), at),
            Expr::Str(text) => Value::new(Kind::Str(self.literal(text, scope)), at),
            Expr::Lambda(lambda) => self.closure(lambda, scope, at),
            Expr::Global(name) => match self.globals.borrow().get(&name) {
                Some(value) if matches!(value.kind(), Kind::Bool(_) | Kind::Null) => {
                    value.with_pos(at)
                }
                Some(value) => *value,
                None => self.delayed(expr, scope),
            },
            Expr::Local { level, slot } => {
                lookup(scope.env, level, slot).unwrap_or_else(|| self.delayed(expr, scope))
            }
            // The place of what the user selects is where he does so.
            Expr::Select(index) if !scope.file.is_own => {
                let at_hand = selected(&scope.file.ir.selects[index as usize], scope);
                at_hand.unwrap_or_else(|| self.delayed(expr, scope))
            }
            _ => self.delayed(expr, scope),
        }
    }

    /// A literal text of the file, made once per evaluation.
    pub(super) fn literal(&self, text: StrId, scope: Scope<'a>) -> &'a Str<'a> {
        let slot = &scope.file.strings[text.0 as usize];
        if let Some(value) = slot.get() {
            return value;
        }
        let value =
            self.arena.alloc(Str { text: scope.file.ir.string(text), context: &[], origin: None });
        slot.set(Some(value));
        value
    }

    fn assert(&self, condition: ExprId, scope: Scope<'a>) -> Result<'a, ()> {
        let at = pos(scope, condition);
        let value = self.eval(condition, scope)?;
        if let Kind::Unknown(unknown) = value.kind() {
            self.note(format!("an assertion depends on an unknown value: {}", unknown.reason), at);
            return Ok(());
        }
        if self.bool(value, at)? {
            return Ok(());
        }
        let files = self.program.files();
        let text = files.text(scope.file.id);
        let text = &text[scope.file.ir.range(condition).as_usize()];
        let text: String =
            text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(80).collect();
        Err(self.error(ErrorKind::Assert, at, format!("assertion failed: {text}")))
    }

    fn with_variable(&self, index: u32, scope: Scope<'a>, at: Pos) -> Result<'a, Value<'a>> {
        let variable = &scope.file.ir.withs[index as usize];
        let mut open = None;
        for &level in &variable.levels {
            let set = lookup(scope.env, level, 0).expect("the scope of a `with` holds its set");
            let set = self.force(set)?;
            match set.kind() {
                Kind::Unknown(unknown) => return Err(self.unknown_error(unknown, at)),
                _ => {
                    let attrs = self.as_attrs(set, at)?;
                    if let Some(attr) = attrs.get(variable.name) {
                        return self.force(attr.value);
                    }
                    open = open.or(attrs.open);
                }
            }
        }
        // A set that may have more has it perhaps; one further out that has it is the better guess.
        if let Some(open) = open
            && let Kind::Unknown(unknown) = self.unknown_attr(open, variable.name, at).kind()
        {
            return Err(self.unknown_error(unknown, at));
        }
        Err(self.error(ErrorKind::Missing, at, format!("undefined variable `{}`", variable.name)))
    }

    fn eval_select(&self, select: &Select, scope: Scope<'a>, at: Pos) -> Result<'a, Value<'a>> {
        let mut value = self
            .eval(select.base, scope)
            .map_err(|error| self.needed_at(error, at, pos(scope, select.base)))?;
        for name in scope.file.ir.path(select.path) {
            let (symbol, name_at) = self.attr_name(name, scope)?;
            match value.kind() {
                Kind::Attrs(attrs) => match attrs.get(symbol) {
                    Some(attr) => {
                        value = self.force(attr.value).map_err(|error| {
                            let error = match error.trace {
                                None => self.needed_at(error, at, Pos::NONE),
                                Some(_) => error,
                            };
                            self.traced(error, at, Frame::Attribute(symbol))
                        })?;
                    }
                    None => {
                        if let Some(open) = attrs.open {
                            return Ok(self.unknown_attr(open, symbol, at));
                        }
                        return match select.default {
                            Some(default) => self.eval(default, scope),
                            None => match attrs.lenient {
                                Some(lenient) => Ok(self.unknown_attr(lenient, symbol, at)),
                                None => self.missing_attr(attrs, symbol, select, scope, name_at),
                            },
                        };
                    }
                },
                Kind::Unknown(unknown) if !unknown.text => {
                    return Ok(Value::new(Kind::Unknown(unknown), at));
                }
                _ => {
                    return match select.default {
                        Some(default) => self.eval(default, scope),
                        None => Err(self.type_error(
                            name_at,
                            format!("cannot select `{symbol}` of {}", self.describe(value)),
                        )),
                    };
                }
            }
        }
        Ok(value)
    }

    fn missing_attr(
        &self,
        attrs: &super::Attrs<'a>,
        name: crate::syntax::Sym,
        select: &Select,
        scope: Scope<'a>,
        at: Pos,
    ) -> Result<'a, Value<'a>> {
        let text = self.program.files().text(scope.file.id);
        let base = &text[scope.file.ir.range(select.base).as_usize()];
        if self.settings.open_variables.contains(&base) {
            let end = scope.file.ir.ranges[(at.0 - scope.file.base) as usize].end;
            let start = scope.file.ir.range(select.base).end as usize + 1;
            let path = text.get(start..end as usize).unwrap_or(name.as_str()).trim();
            return Ok(self.unknown(format!("option `{path}` is not declared"), at));
        }
        let similar = similar(name.as_str(), attrs);
        let hint = similar.map(|other| format!("; did you mean `{other}`?")).unwrap_or_default();
        Err(self.error(ErrorKind::Missing, at, format!("attribute `{name}` missing{hint}")))
    }

    fn eval_has_attr(&self, select: &Select, scope: Scope<'a>, at: Pos) -> Result<'a, Value<'a>> {
        let mut value = self.eval(select.base, scope)?;
        let path = scope.file.ir.path(select.path);
        for (index, name) in path.iter().enumerate() {
            let (symbol, _) = self.attr_name(name, scope)?;
            match value.kind() {
                Kind::Attrs(attrs) => match attrs.has(symbol) {
                    Err(unknown) => return Err(self.unknown_error(unknown, at)),
                    Ok(has) if !has || index + 1 == path.len() => {
                        return Ok(Value::bool(has).with_pos(at));
                    }
                    Ok(_) => {
                        let attr = attrs.get(symbol).expect("the set has it");
                        value = self.force(attr.value)?;
                    }
                },
                Kind::Unknown(unknown) if !unknown.text => {
                    return Err(self.unknown_error(unknown, at));
                }
                _ => return Ok(Value::bool(false).with_pos(at)),
            }
        }
        Ok(Value::bool(true).with_pos(at))
    }

    /// A name of an attribute path and where it stands.
    fn attr_name(
        &self,
        name: &AttrName,
        scope: Scope<'a>,
    ) -> Result<'a, (crate::syntax::Sym, Pos)> {
        match *name {
            AttrName::Static(symbol, at) => Ok((symbol, pos(scope, at))),
            AttrName::Dynamic(expr) => {
                let at = pos(scope, expr);
                let value = self.eval(expr, scope)?;
                Ok((crate::syntax::Sym::new(self.str(value, at)?.text), at))
            }
        }
    }

    fn interpolate(&self, parts: ListRange, scope: Scope<'a>, at: Pos) -> Result<'a, Value<'a>> {
        let ir = scope.file.ir;
        let mut text = String::new();
        let mut context = super::coerce::Context::default();
        let mut unknown: Option<&'a Unknown<'a>> = None;
        let mut last = None;
        for &part in ir.list(parts) {
            if let Expr::Str(literal) = scope.file.expr(part) {
                text.push_str(ir.string(literal));
                continue;
            }
            let value = self.eval(part, scope);
            last = value.as_ref().ok().copied().or(last);
            match value.and_then(|value| self.coerce(value, pos(scope, part))) {
                Ok(str) => {
                    self.reserve(text.len() + str.text.len(), at)?;
                    text.push_str(str.text);
                    context.add(str.context);
                }
                Err(error) => match error.kind {
                    ErrorKind::Unknown(reason) => {
                        text.push_str(reason.partial.unwrap_or("«?»"));
                        unknown = Some(unknown.unwrap_or(reason));
                    }
                    _ => return Err(error),
                },
            }
        }
        if let Some(reason) = unknown {
            let partial = Some(self.text(&text));
            let unknown = Unknown { reason: reason.reason, partial, text: true, may: None };
            return Ok(self.unknown_like(unknown, at));
        }
        self.count(context.len(), at)?;
        Ok(self.composed(&text, context.finish(self), last, at))
    }
}

/// The variable in a slot some environments up; `None` while its scope is being made.
#[inline]
pub(super) fn lookup<'a>(env: &'a Env<'a>, level: u32, slot: u32) -> Option<Value<'a>> {
    let mut env = env;
    for _ in 0..level {
        env = env.up.expect("lowering counts no more scopes than there are");
    }
    env.slots()[slot as usize].get()
}

/// What a selection from a variable comes to, when every set on the way is evaluated and has the attribute. Libraries hand
/// on parts of `lib` and `config` all the time, and most are at hand.
fn selected<'a>(select: &Select, scope: Scope<'a>) -> Option<Value<'a>> {
    let Expr::Local { level, slot } = scope.file.expr(select.base) else { return None };
    let mut value = lookup(scope.env, level, slot)?;
    for name in scope.file.ir.path(select.path) {
        let (AttrName::Static(name, _), Kind::Attrs(attrs)) = (name, value.evaluated()?.kind())
        else {
            return None;
        };
        value = attrs.get(*name)?.value;
    }
    Some(value)
}

/// The attribute with the most similar name, when one is similar enough to be meant.
fn similar(name: &str, attrs: &super::Attrs<'_>) -> Option<&'static str> {
    let mut best: Option<(usize, &'static str)> = None;
    for attr in attrs.entries.iter().take(2000) {
        let candidate = attr.name.as_str();
        let distance = strsim::damerau_levenshtein(name, candidate);
        if distance <= 2
            && distance < name.len()
            && best.is_none_or(|(least, text)| (distance, candidate) < (least, text))
        {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, text)| text)
}
