//! Definitions of options, without what is wrapped around them: the busiest part of the native module system.
//!
//! `testdata/native/primops.nix` says the same in Nix: `tests/native.rs` holds both to the same results.

use std::sync::LazyLock;

use super::primops::{Wrapper, failed, is_known, known, required, wrapper};
use crate::{
    eval::{Attr, Evaluator, Kind, Pos, Result, Value, builtins::Builtin},
    syntax::Sym,
};

pub(super) static COUNTED: Builtin = Builtin { name: "counted", arity: 1, run: counted };
pub(super) static IS_PLAIN: Builtin = Builtin { name: "isPlain", arity: 2, run: is_plain };
pub(super) static CHECKED: Builtin = Builtin { name: "checked", arity: 4, run: checked };

/// The priority of a definition that says nothing of it, and its place in the order.
const PLAIN: (i64, i64) = (100, 1000);

/// The attributes of a definition.
static NAMES: LazyLock<[Sym; 6]> =
    LazyLock::new(|| ["file", "value", "prio", "order", "may", "unknown"].map(Sym::new));

/// One plain definition.
#[derive(Clone, Copy)]
struct Definition<'a> {
    file: Value<'a>,
    value: Value<'a>,
    priority: i64,
    order: i64,
    /// It may hold: a condition around it is not known.
    may: bool,
    unknown: bool,
    /// Its place among all, from 1; 0 when it has none yet.
    rank: usize,
}

/// The definitions of an option, as far as they are taken apart.
#[derive(Default)]
struct Found<'a> {
    plain: Vec<Definition<'a>>,
    /// What `mkOverride` holds. It is not looked at before it is known to be strong enough: a weak one may need the very
    /// option that it is for.
    overrides: Vec<Definition<'a>>,
    ranks: usize,
}

impl<'a> Found<'a> {
    fn ranked(&mut self, definition: Definition<'a>) -> Definition<'a> {
        if definition.rank > 0 {
            return definition;
        }
        self.ranks += 1;
        Definition { rank: self.ranks, ..definition }
    }

    fn add(&mut self, definition: Definition<'a>) {
        let definition = self.ranked(definition);
        self.plain.push(definition);
    }

    fn add_override(&mut self, definition: Definition<'a>) {
        let definition = self.ranked(definition);
        self.overrides.push(definition);
    }

    /// Takes apart what the overrides hold, the strongest first, until one is too weak to count.
    fn settle(mut self, ev: &Evaluator<'a>, at: Pos) -> Result<'a, Vec<Definition<'a>>> {
        while let Some(index) =
            (0..self.overrides.len()).min_by_key(|&index| self.overrides[index].priority)
        {
            let next = self.overrides.remove(index);
            let mut sure = self.plain.iter().filter(|definition| !definition.may);
            if sure.any(|definition| definition.priority < next.priority) {
                break;
            }
            unwrap(ev, next, &mut self, at)?;
        }
        self.plain.sort_by_key(|definition| definition.rank);
        Ok(self.plain)
    }
}

/// Takes off what is wrapped around `definition.value`.
fn unwrap<'a>(
    ev: &Evaluator<'a>,
    definition: Definition<'a>,
    found: &mut Found<'a>,
    at: Pos,
) -> Result<'a, ()> {
    let Some(forced) = known(ev, definition.value)? else {
        failed(ev, definition.value);
        found.add(Definition { unknown: true, ..definition });
        return Ok(());
    };
    let wrapped = match forced.kind() {
        Kind::Attrs(attrs) => wrapper(ev, attrs)?.map(|wrapper| (wrapper, attrs)),
        _ => None,
    };
    let Some((wrapper, attrs)) = wrapped else {
        found.add(definition);
        return Ok(());
    };
    let field = |name| required(ev, attrs, name, at);
    match wrapper {
        Wrapper::If => {
            let condition = field("condition")?;
            let value = field("content")?;
            let may = !is_known(ev, condition)?;
            if may {
                let perhaps = Definition { value, may, ..definition };
                let before = (found.plain.len(), found.overrides.len());
                // What the module system would perhaps not look at may fail, or need the very option that it is for.
                if unwrap(ev, perhaps, found, at).is_err() {
                    found.plain.truncate(before.0);
                    found.overrides.truncate(before.1);
                    found.add(Definition { value: condition, unknown: true, ..perhaps });
                }
            } else if ev.bool(condition, at)? {
                unwrap(ev, Definition { value, ..definition }, found, at)?;
            }
        }
        Wrapper::Merge => {
            let contents = field("contents")?;
            if !is_known(ev, contents)? {
                found.add(Definition { value: contents, unknown: true, ..definition });
                return Ok(());
            }
            for &value in ev.as_list(contents, at)?.items {
                unwrap(ev, Definition { value, ..definition }, found, at)?;
            }
        }
        Wrapper::Override => {
            let priority = ev.force(field("priority")?)?;
            let priority = match priority.kind() {
                Kind::Null => definition.priority,
                _ => ev.int(priority, at)?,
            };
            found.add_override(Definition { value: field("content")?, priority, ..definition });
        }
        Wrapper::Order => {
            let order = ev.int(field("priority")?, at)?;
            unwrap(ev, Definition { value: field("content")?, order, ..definition }, found, at)?;
        }
    }
    Ok(())
}

/// Keeps those that count, in order. A weaker sure one under a stronger that may hold is itself in doubt.
fn keep_strongest(definitions: &mut Vec<Definition<'_>>) {
    let strongest = definitions.iter().map(|definition| definition.priority).min();
    let sure = definitions.iter().filter(|definition| !definition.may);
    let limit = sure.map(|definition| definition.priority).min();
    match (strongest, limit) {
        (Some(strongest), Some(limit)) => {
            definitions.retain(|definition| {
                definition.priority == limit || definition.may && definition.priority < limit
            });
            for definition in definitions.iter_mut() {
                definition.may |= strongest < limit;
            }
        }
        (Some(strongest), None) => {
            definitions.retain(|definition| definition.priority == strongest);
        }
        (None, _) => {}
    }
    definitions.sort_by_key(|definition| definition.order);
}

/// `counted definitions`: of definitions `{ file; value; }`, perhaps with `prio`, `order` and `may`, the plain ones that
/// count: `{ file; value; prio; order; may; unknown; }`.
fn counted<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let [file, value, priority, order, may, unknown] = *NAMES;
    let mut found = Found::default();
    let list = ev.as_list(args[0], at)?;
    for &definition in list.items {
        let set = ev.as_attrs(definition, at)?;
        let number = |name, plain| match set.get(name) {
            Some(attr) => ev.int(attr.value, at),
            None => Ok(plain),
        };
        let definition = Definition {
            file: set.get(file).map_or(Value::NULL, |attr| attr.value),
            value: required(ev, set, "value", at)?,
            priority: number(priority, PLAIN.0)?,
            order: number(order, PLAIN.1)?,
            may: set.get(may).map_or(Ok(false), |attr| ev.bool(attr.value, at))?,
            unknown: false,
            rank: 0,
        };
        unwrap(ev, definition, &mut found, at)?;
    }
    let mut found = found.settle(ev, at)?;
    keep_strongest(&mut found);
    let set = |definition: &Definition<'a>| {
        let attr = |name, value| Attr { name, pos: Pos::NONE, value };
        ev.set(vec![
            attr(file, definition.file),
            attr(value, definition.value),
            attr(priority, Value::int(definition.priority)),
            attr(order, Value::int(definition.order)),
            attr(may, Value::bool(definition.may)),
            attr(unknown, Value::bool(definition.unknown)),
        ])
    };
    Ok(ev.list(&found.iter().map(set).collect::<Vec<_>>()))
}

/// `isPlain type value`: whether a value is known to be one of the type, with nothing wrapped around it.
fn is_plain<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let is_true = |value| Ok(matches!(known(ev, value)?.map(Value::kind), Some(Kind::Bool(true))));
    let ty = ev.as_attrs(args[0], at)?;
    let plain = match known(ev, args[1])?.map(Value::kind) {
        None => false,
        Some(Kind::Attrs(attrs)) => wrapper(ev, attrs)?.is_none(),
        Some(_) => true,
    };
    let is_of_type = || {
        let unchecked = ty.get(Sym::new("unchecked")).map_or(Ok(false), |attr| is_true(attr.value));
        Ok(unchecked? || is_true(ev.lazy_call(required(ev, ty, "check", at)?, &[args[1]]))?)
    };
    Ok(Value::bool(plain && is_of_type()?))
}

/// `checked unchecked check definitions wrong`: definitions as `counted` has them, of which those that fail the check of
/// their type are unknown: `wrong definition` says why. What the check cannot tell is no failure.
fn checked<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let [unchecked, check, definitions, wrong] = *args else { unreachable!("it takes four") };
    let is_false =
        |value| Ok(matches!(known(ev, value)?.map(Value::kind), Some(Kind::Bool(false))));
    let [_, value, .., unknown] = *NAMES;
    let list = ev.force(definitions)?;
    if !is_false(unchecked)? {
        return Ok(list);
    }
    let mut items = Vec::new();
    for &definition in ev.as_list(list, at)?.items {
        let set = ev.as_attrs(definition, at)?;
        let field = set.get(value).map_or(Value::NULL, |attr| attr.value);
        let fails = is_false(required(ev, set, "unknown", at)?)?
            && is_false(ev.lazy_call(check, &[field]))?;
        items.push(if fails {
            let mut entries: Vec<Attr<'a>> = set.entries.iter().copied().collect();
            for entry in &mut entries {
                if entry.name == value {
                    entry.value = ev.lazy_call(wrong, &[definition]);
                } else if entry.name == unknown {
                    entry.value = Value::bool(true);
                }
            }
            ev.set(entries)
        } else {
            definition
        });
    }
    Ok(ev.list(&items))
}
