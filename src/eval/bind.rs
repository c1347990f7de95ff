//! Sets, `let` and parameters: everything that binds names.

use std::cell::Cell;

use super::{Attr, Env, ErrorKind, Evaluator, Kind, Pos, Result, State, Value, expr::pos};
use crate::syntax::{
    Sym,
    ir::{AttrSet, EntryValue, Formal, Lambda, Param},
};

type Slots<'a> = &'a [Cell<Option<Value<'a>>>];

impl<'a> Evaluator<'a> {
    pub(super) fn slots(&self, count: usize) -> Slots<'a> {
        self.arena.alloc_slice_fill_with(count, |_| Cell::new(None))
    }

    /// The environment of a `let` or a recursive set, all slots filled.
    fn scope(&self, set: &'a AttrSet, outer: &'a Env<'a>) -> &'a Env<'a> {
        let slots = self.slots(set.entries.len() + set.sources.len());
        let env: &'a Env<'a> = self.arena.alloc(Env { up: Some(outer), file: outer.file, slots });
        for (slot, &source) in slots[set.entries.len()..].iter().zip(&set.sources) {
            slot.set(Some(self.delay(source, env)));
        }
        for (slot, entry) in slots.iter().zip(&set.entries) {
            let value = match entry.value {
                EntryValue::Expr(expr) => self.delay(expr, env),
                EntryValue::Inherit(expr) => self.delay(expr, outer),
                EntryValue::InheritFrom(source) => {
                    let source = slots[set.entries.len() + source as usize].get();
                    self.inherited(source.expect("filled above"), entry.name, pos(env, entry.at))
                }
            };
            slot.set(Some(value));
        }
        env
    }

    fn inherited(&self, source: Value<'a>, name: Sym, at: Pos) -> Value<'a> {
        self.thunk(State::Select(name, self.arena.alloc(source)), at)
    }

    pub(super) fn bind_let(&self, set: u32, env: &'a Env<'a>) -> Result<'a, &'a Env<'a>> {
        Ok(self.scope(&env.file.ir.sets[set as usize], env))
    }

    pub(super) fn bind_attrs(&self, set: u32, env: &'a Env<'a>, at: Pos) -> Result<'a, Value<'a>> {
        let set = &env.file.ir.sets[set as usize];
        let inner = if set.recursive { self.scope(set, env) } else { env };
        let mut attrs: Vec<Attr<'a>> = Vec::with_capacity(set.entries.len() + set.dynamic.len());
        if set.recursive {
            for (slot, entry) in inner.slots.iter().zip(&set.entries) {
                let value = slot.get().expect("a scope is complete");
                attrs.push(Attr { name: entry.name, pos: pos(env, entry.at), value });
            }
        } else {
            let sources: Vec<Value<'a>> =
                set.sources.iter().map(|&source| self.delay(source, env)).collect();
            for entry in &set.entries {
                let name_at = pos(env, entry.at);
                let value = match entry.value {
                    EntryValue::Expr(expr) | EntryValue::Inherit(expr) => self.delay(expr, env),
                    EntryValue::InheritFrom(source) => {
                        self.inherited(sources[source as usize], entry.name, name_at)
                    }
                };
                attrs.push(Attr { name: entry.name, pos: name_at, value });
            }
        }
        let mut open = None;
        for entry in &set.dynamic {
            let name_at = pos(env, entry.name);
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

    /// `__overrides` of a recursive set: its attributes replace the set's own, in the scope too.
    fn apply_overrides(
        &self,
        set: &AttrSet,
        scope: &'a Env<'a>,
        attrs: &mut Vec<Attr<'a>>,
    ) -> Result<'a, ()> {
        let Some(overrides) = attrs.iter().find(|attr| attr.name == self.names.overrides).copied()
        else {
            return Ok(());
        };
        let overrides = self.as_attrs(overrides.value, overrides.pos)?;
        for over in overrides.entries {
            if let Some(index) = set.entries.iter().position(|entry| entry.name == over.name) {
                scope.slots[index].set(Some(over.value));
            }
            match attrs.iter_mut().find(|attr| attr.name == over.name) {
                Some(attr) => *attr = *over,
                None => attrs.push(*over),
            }
        }
        Ok(())
    }

    /// The environment of a call: the parameter's slots filled from the argument.
    pub(super) fn bind_param(
        &self,
        lambda: &'a Lambda,
        defined: &'a Env<'a>,
        arg: Value<'a>,
        at: Pos,
    ) -> Result<'a, &'a Env<'a>> {
        match &lambda.param {
            Param::Name(_) => {
                let slots = self.arena.alloc_slice_fill_with(1, |_| Cell::new(Some(arg)));
                Ok(self.arena.alloc(Env { up: Some(defined), file: defined.file, slots }))
            }
            Param::Formals { formals, ellipsis, bind } => {
                self.bind_formals(lambda, formals, *ellipsis, bind.is_some(), defined, arg, at)
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
        defined: &'a Env<'a>,
        arg: Value<'a>,
        at: Pos,
    ) -> Result<'a, &'a Env<'a>> {
        let arg = self.force(arg)?;
        let slots = self.slots(formals.len() + usize::from(bind));
        let env: &'a Env<'a> =
            self.arena.alloc(Env { up: Some(defined), file: defined.file, slots });
        if bind {
            slots[formals.len()].set(Some(arg));
        }
        let attrs = match arg.kind() {
            Kind::Attrs(attrs) => attrs,
            Kind::Unknown(_) => {
                for slot in &slots[..formals.len()] {
                    slot.set(Some(arg));
                }
                return Ok(env);
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
                (None, Some(default)) => self.thunk(State::Expr(default, env), pos(env, default)),
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
        Ok(env)
    }
}

/// How messages name a function.
pub(super) fn called(lambda: &Lambda) -> String {
    match lambda.name {
        Some(name) => format!("function `{name}`"),
        None => "the function".to_owned(),
    }
}
