//! Definitions of options, without what is wrapped around them: the busiest part of the native module system.
//!
//! `native/lib/modules` says the same in Nix, for a Nix that does not have these functions.

use std::sync::LazyLock;

use super::primops::{Wrapper, failed, is_known, known, required, wrapper};
use crate::{
    eval::{Attr, Attrs, Evaluator, Kind, Pos, Result, Value, builtins::Builtin},
    syntax::Sym,
};

pub(super) static COUNTED: Builtin = Builtin { name: "counted", arity: 1, run: counted };
pub(super) static DECLARED: Builtin = Builtin { name: "declared", arity: 1, run: declared };

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

/// Whether a declaration is an option, and not a set of options.
fn is_option<'a>(ev: &Evaluator<'a>, options: &Attrs<'a>) -> Result<'a, bool> {
    let Some(tag) = options.get(Sym::new("_type")) else { return Ok(false) };
    let tag = known(ev, tag.value)?;
    Ok(matches!(tag.map(Value::kind), Some(Kind::Str(tag)) if tag.text == "option"))
}

/// `declared declarations`: declarations `{ file; options; }` as `{ options; sets; }`, without those that are not known.
fn declared<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let (mut options, mut sets) = (Vec::new(), Vec::new());
    for &declaration in ev.as_list(args[0], at)?.items {
        let declared = required(ev, ev.as_attrs(declaration, at)?, "options", at)?;
        let Some(declared) = known(ev, declared)? else { continue };
        match declared.kind() {
            Kind::Attrs(attrs) if is_option(ev, attrs)? => options.push(declaration),
            _ => sets.push(declaration),
        }
    }
    Ok(ev.set(vec![ev.attr("options", ev.list(&options)), ev.attr("sets", ev.list(&sets))]))
}
