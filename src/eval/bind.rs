//! Sets, `let` and parameters: everything that binds names.

use super::{
    Attr, Closure, Env, ErrorKind, Evaluator, Kind, Pos, Result, Scope, Slot, State, Value,
    expr::pos,
};
use crate::syntax::{
    Sym,
    ir::{AttrSet, EntryValue, Expr, ExprId, Formal, Lambda, Param},
};

impl<'a> Evaluator<'a> {
    /// The scope inside another one, with so many variables that are still to be filled.
    fn inside(&self, outer: Scope<'a>, count: usize) -> Scope<'a> {
        let env = match count {
            1 => Env::one(Some(outer.env), None),
            _ => {
                let slots = self.arena.alloc_slice_fill_with(count, |_| Slot::new(None));
                Env::many(Some(outer.env), slots)
            }
        };
        outer.inner(self.arena.alloc(env))
    }

    /// The scope of a `let` or a recursive set, all slots filled.
    fn scope(&self, set: &'a AttrSet, outer: Scope<'a>) -> Scope<'a> {
        let scope = self.inside(outer, set.entries.len() + set.sources.len());
        let slots = scope.env.slots();
        let sources = self.sources_of(set, scope);
        for (slot, source) in slots[set.entries.len()..].iter().zip(sources) {
            slot.set(Some(*source));
        }
        for (slot, entry) in slots.iter().zip(&set.entries) {
            let value = match entry.value {
                EntryValue::Expr(expr) => self.delay(expr, scope),
                EntryValue::Inherit(expr) => self.delay(expr, outer),
                EntryValue::InheritFrom(source) => {
                    self.inherited(&sources[source as usize], entry.name, entry.at, outer)
                }
            };
            slot.set(Some(value));
        }
        scope
    }

    /// What names are inherited from: each name refers to it.
    fn sources_of(&self, set: &'a AttrSet, scope: Scope<'a>) -> &'a [Value<'a>] {
        self.arena
            .alloc_slice_fill_iter(set.sources.iter().map(|&source| self.delay(source, scope)))
    }

    /// `inherit (source) name`, written in the scope.
    fn inherited(
        &self,
        source: &'a Value<'a>,
        name: Sym,
        at: ExprId,
        scope: Scope<'a>,
    ) -> Value<'a> {
        if !scope.file.is_own
            && let Some(Kind::Attrs(attrs)) = source.evaluated().map(Value::kind)
            && let Some(attr) = attrs.get(name)
        {
            return attr.value;
        }
        self.thunk(State::Select(name, source), pos(scope, at))
    }

    pub(super) fn bind_let(&self, set: u32, scope: Scope<'a>) -> Result<'a, Scope<'a>> {
        Ok(self.scope(&scope.file.ir.sets[set as usize], scope))
    }

    pub(super) fn bind_attrs(&self, set: u32, scope: Scope<'a>, at: Pos) -> Result<'a, Value<'a>> {
        let set = &scope.file.ir.sets[set as usize];
        let inner = if set.recursive { self.scope(set, scope) } else { scope };
        let plain = self.plain_attrs(set, inner, scope);
        let has_overrides = || set.entries.iter().any(|entry| entry.name == self.names.overrides);
        if set.dynamic.is_empty() && !(set.recursive && has_overrides()) {
            plain.sort_unstable_by_key(|attr| attr.name);
            return Ok(self.set_in(plain, None).with_pos(at));
        }
        let mut attrs = plain.to_vec();
        let mut open = None;
        for entry in &set.dynamic {
            let name_at = pos(scope, entry.name);
            let name = self.eval(entry.name, inner)?;
            match name.kind() {
                Kind::Null => continue,
                // An attribute of unknown name: the set may have more than is known.
                Kind::Unknown(unknown) => {
                    open = Some(unknown);
                    continue;
                }
                _ => {}
            }
            let name = Sym::new(self.str(name, name_at)?.text);
            if attrs.iter().any(|attr| attr.name == name) {
                return Err(self.error(
                    ErrorKind::Type,
                    name_at,
                    format!("attribute `{name}` is defined twice"),
                ));
            }
            attrs.push(Attr { name, pos: name_at, value: self.delay(entry.value, inner) });
        }
        if set.recursive {
            self.apply_overrides(set, inner, &mut attrs)?;
        }
        attrs.sort_unstable_by_key(|attr| attr.name);
        Ok(self.set_in(self.arena.alloc_slice_copy(&attrs), open).with_pos(at))
    }

    /// The attributes whose names stand in the text, in its order.
    fn plain_attrs(
        &self,
        set: &'a AttrSet,
        inner: Scope<'a>,
        outer: Scope<'a>,
    ) -> &'a mut [Attr<'a>] {
        if set.recursive {
            let attrs = inner.env.slots().iter().zip(&set.entries).map(|(slot, entry)| {
                let value = slot.get().expect("a scope is complete");
                Attr { name: entry.name, pos: pos(outer, entry.at), value }
            });
            return self.arena.alloc_slice_fill_iter(attrs);
        }
        let sources = self.sources_of(set, outer);
        let attrs = set.entries.iter().map(|entry| {
            let name_at = pos(outer, entry.at);
            let value = match entry.value {
                EntryValue::Expr(expr) | EntryValue::Inherit(expr) => self.delay(expr, outer),
                EntryValue::InheritFrom(source) => {
                    self.inherited(&sources[source as usize], entry.name, entry.at, outer)
                }
            };
            Attr { name: entry.name, pos: name_at, value }
        });
        self.arena.alloc_slice_fill_iter(attrs)
    }

    /// `__overrides` of a recursive set: its attributes replace the set's own, in the scope too.
    fn apply_overrides(
        &self,
        set: &AttrSet,
        scope: Scope<'a>,
        attrs: &mut Vec<Attr<'a>>,
    ) -> Result<'a, ()> {
        let Some(overrides) = attrs.iter().find(|attr| attr.name == self.names.overrides).copied()
        else {
            return Ok(());
        };
        let overrides = self.as_attrs(overrides.value, overrides.pos)?;
        for over in overrides.entries {
            if let Some(index) = set.entries.iter().position(|entry| entry.name == over.name) {
                scope.env.slots()[index].set(Some(over.value));
            }
            match attrs.iter_mut().find(|attr| attr.name == over.name) {
                Some(attr) => *attr = *over,
                None => attrs.push(*over),
            }
        }
        Ok(())
    }

    /// The innermost function that some arguments lead to, its environment, and how many they are: a function whose body is
    /// a function takes the next one as well. There is at least one.
    pub(super) fn bind_params(
        &self,
        closure: &Closure<'a>,
        mut args: impl ExactSizeIterator<Item = Value<'a>>,
        at: Pos,
    ) -> Result<'a, (&'a Lambda, Scope<'a>, usize)> {
        let given = args.len();
        let outer = self.scope_of(closure);
        let mut lambda = outer.lambda(closure);
        let mut scope = outer;
        while let Some(arg) = args.next() {
            scope = self.bind_param(lambda, scope, arg, at)?;
            match scope.file.expr(lambda.body) {
                Expr::Lambda(inner) if args.len() > 0 => {
                    lambda = &scope.file.ir.lambdas[inner as usize];
                }
                _ => break,
            }
        }
        Ok((lambda, scope, given - args.len()))
    }

    /// The environment of a call: the parameter's slots filled from the argument.
    fn bind_param(
        &self,
        lambda: &'a Lambda,
        outer: Scope<'a>,
        arg: Value<'a>,
        at: Pos,
    ) -> Result<'a, Scope<'a>> {
        match &lambda.param {
            Param::Name(_) => {
                Ok(outer.inner(self.arena.alloc(Env::one(Some(outer.env), Some(arg)))))
            }
            Param::Formals { formals, ellipsis, bind } => {
                self.bind_formals(lambda, formals, *ellipsis, bind.is_some(), outer, arg, at)
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn bind_formals(
        &self,
        lambda: &'a Lambda,
        formals: &'a [Formal],
        ellipsis: bool,
        bind: bool,
        outer: Scope<'a>,
        arg: Value<'a>,
        at: Pos,
    ) -> Result<'a, Scope<'a>> {
        let arg = self.force(arg)?;
        let scope = self.inside(outer, formals.len() + usize::from(bind));
        let slots = scope.env.slots();
        if bind {
            slots[formals.len()].set(Some(arg));
        }
        let attrs = match arg.kind() {
            Kind::Attrs(attrs) => attrs,
            Kind::Unknown(_) => {
                for slot in &slots[..formals.len()] {
                    slot.set(Some(arg));
                }
                return Ok(scope);
            }
            _ => {
                let name = called(lambda);
                return Err(self
                    .type_error(at, format!("{name} expects a set, got {}", self.describe(arg))));
            }
        };
        let mut matched = 0;
        for (slot, formal) in slots.iter().zip(formals) {
            let value = match (attrs.get(formal.name), formal.default) {
                (Some(attr), _) => {
                    matched += 1;
                    attr.value
                }
                (None, Some(default)) => self.delayed(default, scope),
                (None, None) => match attrs.open.or(attrs.lenient) {
                    Some(open) => self.unknown_attr(open, formal.name, at),
                    None => {
                        let message = format!(
                            "{} is called without its argument `{}`",
                            called(lambda),
                            formal.name
                        );
                        return Err(self.error(ErrorKind::Missing, at, message));
                    }
                },
            };
            slot.set(Some(value));
        }
        if !ellipsis && matched < attrs.entries.len() {
            let extra = attrs
                .in_name_order()
                .into_iter()
                .find(|attr| formals.iter().all(|formal| formal.name != attr.name));
            if let Some(extra) = extra {
                let message = format!(
                    "{} is called with an argument `{}` it does not take",
                    called(lambda),
                    extra.name
                );
                return Err(self.error(ErrorKind::Missing, at, message));
            }
        }
        Ok(scope)
    }
}

/// How messages name a function.
pub(super) fn called(lambda: &Lambda) -> String {
    match lambda.name {
        Some(name) => format!("function `{name}`"),
        None => "the function".to_owned(),
    }
}
