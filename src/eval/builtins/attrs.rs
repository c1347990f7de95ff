//! Sets.
//!
//! Attributes keep the place of their names. Of an open set the known attributes stay, and the result is open; what a
//! lenient set lacks is unknown in what is made of it, too.

use rustc_hash::FxHashSet;

use super::{
    Attr, Builtin, ErrorKind, Evaluator, Kind, Pos, Result, Value,
    partial::{Known, known},
};
use crate::{
    eval::{Attrs, Entries, MapAttrs, State, Unknown},
    syntax::{Sym, ir::Param},
};

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin { name: "attrNames", arity: 1, run: attr_names },
    Builtin { name: "attrValues", arity: 1, run: attr_values },
    Builtin { name: "mapAttrs", arity: 2, run: map_attrs },
    Builtin { name: "getAttr", arity: 2, run: get_attr },
    Builtin { name: "hasAttr", arity: 2, run: has_attr },
    Builtin { name: "removeAttrs", arity: 2, run: remove_attrs },
    Builtin { name: "intersectAttrs", arity: 2, run: intersect_attrs },
    Builtin { name: "listToAttrs", arity: 1, run: list_to_attrs },
    Builtin { name: "catAttrs", arity: 2, run: cat_attrs },
    Builtin { name: "zipAttrsWith", arity: 2, run: zip_attrs_with },
    Builtin { name: "functionArgs", arity: 1, run: function_args },
];

/// The same set again.
fn again<'a>(attrs: &'a Attrs<'a>) -> Value<'a> {
    Value::new(Kind::Attrs(attrs), Pos::NONE)
}

fn attr_names<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let attrs = ev.as_attrs(args[0], at)?;
    let names = attrs.in_name_order().into_iter().map(|attr| ev.name(attr.name, attr.pos));
    Ok(ev.list_in(ev.arena.alloc_slice_fill_iter(names), attrs.open))
}

fn attr_values<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let attrs = ev.as_attrs(args[0], at)?;
    let values = attrs.in_name_order().into_iter().map(|attr| attr.value);
    Ok(ev.list_in(ev.arena.alloc_slice_fill_iter(values), attrs.open))
}

fn map_attrs<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let attrs = ev.as_attrs(args[1], at)?;
    if attrs.entries.is_empty() {
        return Ok(again(attrs));
    }
    Ok(ev.mapped(args[0], attrs))
}

impl<'a> Evaluator<'a> {
    /// The set with a function applied to names and values when these are needed.
    pub fn mapped(&self, function: Value<'a>, attrs: &'a Attrs<'a>) -> Value<'a> {
        let map = self.arena.alloc(MapAttrs { function, attrs });
        let entries = attrs.entries.iter().map(|attr| {
            let pos = attr.value.pos().or(function.pos());
            Attr { value: self.thunk(State::MapAttr(attr.name, map), pos), ..*attr }
        });
        let entries = self.arena.alloc_slice_fill_iter(entries).into();
        Value::new(Kind::Attrs(self.arena.alloc(Attrs { entries, ..*attrs })), Pos::NONE)
    }
}

fn get_attr<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let name = ev.str(args[0], at)?.text;
    let set = ev.force(args[1])?;
    match ev.try_select(set, Sym::new(name), at)? {
        Some(value) => Ok(value),
        None => Err(ev.error(ErrorKind::Missing, at, format!("attribute `{name}` missing"))),
    }
}

fn has_attr<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let name = ev.str(args[0], at)?.text;
    let attrs = ev.as_attrs(args[1], at)?;
    match attrs.has(Sym::new(name)) {
        Ok(has) => Ok(Value::bool(has)),
        Err(unknown) => Err(ev.unknown_error(unknown, at)),
    }
}

fn remove_attrs<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let attrs = ev.as_attrs(args[0], at)?;
    let list = ev.as_list(args[1], at)?;
    // A name that is not known could be any of the set's, unless it is one that the set itself does not know of.
    let are_own =
        matches!((list.open, attrs.open), (Some(names), Some(set)) if std::ptr::eq(names, set));
    let more = list.open.zip(list.rest);
    if more.is_none() && !are_own {
        ev.complete(list.open, at)?;
    }
    let named = |items: &[Value<'a>]| {
        let mut names: Vec<Sym> = Vec::with_capacity(items.len());
        for item in items {
            let name = Sym::find(ev.str(*item, at)?.text);
            names.extend(name.filter(|name| attrs.get(*name).is_some()));
        }
        names.sort_unstable();
        Ok(names)
    };
    let names = named(list.items)?;
    // What may be removed may be there.
    let (doubted, open) = match more {
        Some((open, rest)) => {
            (named(rest.items).map_err(|_| ev.unknown_error(open, at))?, Some(open))
        }
        None => (Vec::new(), None),
    };
    if names.is_empty() && doubted.is_empty() {
        return Ok(again(attrs));
    }
    let kept = attrs.entries.iter().filter(|attr| names.binary_search(&attr.name).is_err());
    let mut entries = bumpalo::collections::Vec::with_capacity_in(attrs.entries.len(), ev.arena);
    entries.extend(kept.map(|attr| match open {
        Some(open) if doubted.binary_search(&attr.name).is_ok() => {
            Attr { value: ev.doubted(attr.value, open), ..*attr }
        }
        _ => *attr,
    }));
    let entries = Entries::from(entries.into_bump_slice());
    Ok(Value::new(Kind::Attrs(ev.arena.alloc(Attrs { entries, ..*attrs })), Pos::NONE))
}

fn intersect_attrs<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let (left, right) = (ev.as_attrs(args[0], at)?, ev.as_attrs(args[1], at)?);
    ev.count(left.entries.len().min(right.entries.len()), at)?;
    let entries: Vec<Attr<'a>> = if left.entries.len() <= right.entries.len() {
        left.entries.iter().filter_map(|attr| right.get(attr.name)).copied().collect()
    } else {
        right.entries.iter().filter(|attr| left.get(attr.name).is_some()).copied().collect()
    };
    Ok(ev.set_in(ev.arena.alloc_slice_copy(&entries), left.open.or(right.open)))
}

fn list_to_attrs<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let list = ev.as_list(args[0], at)?;
    let (name, value) = (Sym::new("name"), Sym::new("value"));
    // Of elements that there may be more, each is an attribute that there may be.
    let (mut open, more) = match (list.open, list.rest) {
        (Some(open), Some(rest)) => (None, Some((open, rest.items))),
        (open, _) => (open, None),
    };
    let mut entries: Vec<Attr<'a>> = Vec::with_capacity(list.items.len());
    let mut seen = FxHashSet::default();
    let mut read = |item: Value<'a>, entries: &mut Vec<Attr<'a>>, may: Option<&'a Unknown<'a>>| {
        let attrs = ev.as_attrs(item, at)?;
        let name = Sym::new(ev.str(named(ev, attrs, name, at)?.value, at)?.text);
        // The first of a name stays; nobody looks at the value of another. One that may be there may be the first.
        if !seen.insert(name) {
            let first = entries.iter_mut().find(|entry| entry.name == name);
            if let (Some(first), Some(unknown)) = (first, may) {
                first.value = ev.doubted(first.value, unknown);
            }
            return Ok(None);
        }
        let attr = named(ev, attrs, value, at)?;
        let value = may.map_or(attr.value, |unknown| ev.doubted(attr.value, unknown));
        Ok(Some((name, Attr { value, ..*attr })))
    };
    let sure = list.items.iter().map(|&item| (item, None));
    let rest = more.iter().flat_map(|(open, items)| items.iter().map(|&item| (item, Some(*open))));
    for (item, may) in sure.chain(rest) {
        let attr = match (known(read(item, &mut entries, may)), may) {
            // What may not be there at all may also fail.
            (Err(_), Some(unknown)) => Err(unknown),
            (attr, _) => attr?,
        };
        match attr {
            Ok(Some((name, attr))) => entries.push(Attr { name, pos: attr.pos, value: attr.value }),
            Ok(None) => {}
            Err(unknown) => open = open.or(Some(unknown)),
        }
    }
    Ok(ev.set_with(entries, open))
}

/// The attribute an element must have; an open set may have it.
fn named<'a>(
    ev: &Evaluator<'a>,
    attrs: &Attrs<'a>,
    name: Sym,
    at: Pos,
) -> Result<'a, &'a Attr<'a>> {
    if let Some(attr) = attrs.get(name) {
        return Ok(attr);
    }
    ev.complete(attrs.open, at)?;
    Err(ev.error(ErrorKind::Missing, at, format!("attribute `{name}` missing")))
}

fn cat_attrs<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let name = Sym::new(ev.str(args[0], at)?.text);
    let list = ev.as_list(args[1], at)?;
    ev.count(list.items.len(), at)?;
    let mut open = list.open;
    let mut items = Vec::with_capacity(list.items.len());
    for &item in list.items {
        match known(ev.as_attrs(item, at))? {
            Ok(attrs) => match attrs.get(name) {
                Some(attr) => items.push(attr.value),
                None => open = open.or(attrs.open),
            },
            Err(unknown) => open = open.or(Some(unknown)),
        }
    }
    Ok(ev.list_in(ev.arena.alloc_slice_copy(&items), open))
}

/// When one of the sets is open or unknown, each name may have more values, and there may be more names.
fn zip_attrs_with<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let function = ev.function(args[0], at)?;
    let list = ev.as_list(args[1], at)?;
    let mut open: Option<&'a Unknown<'a>> = list.open;
    let mut lenient = None;
    let mut all: Vec<&'a Attr<'a>> = Vec::new();
    for &item in list.items {
        let attrs: Known<'a, &'a Attrs<'a>> = known(ev.as_attrs(item, at))?;
        match attrs {
            Ok(attrs) => {
                open = open.or(attrs.open);
                lenient = lenient.or(attrs.lenient);
                all.extend(attrs.entries);
            }
            Err(unknown) => open = open.or(Some(unknown)),
        }
    }
    // Stable: values of one name stay in the order of the sets.
    all.sort_by_key(|attr| attr.name);
    let mut entries = Vec::with_capacity(all.len());
    for group in all.chunk_by(|left, right| left.name == right.name) {
        let first = group[0];
        let values = group.iter().map(|attr| attr.value);
        let values = ev.list_in(ev.arena.alloc_slice_fill_iter(values), open);
        entries.push(Attr { value: values.with_pos(first.value.pos().or(first.pos)), ..*first });
    }
    let entries = ev.arena.alloc_slice_copy(&entries).into();
    Ok(ev.mapped(function, ev.arena.alloc(Attrs { entries, open, lenient })))
}

fn function_args<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let function = ev.force(args[0])?;
    match function.kind() {
        Kind::Lambda(closure) => match &ev.lambda(closure).param {
            Param::Formals { formals, .. } => {
                let base = ev.scope_of(closure).file.base;
                let attrs = formals.iter().map(|formal| {
                    let pos = Pos(base + formal.at.0);
                    let value = Value::bool(formal.default.is_some()).with_pos(pos);
                    Attr { name: formal.name, pos, value }
                });
                Ok(ev.set(attrs.collect()))
            }
            Param::Name(_) => Ok(ev.set_in(Entries::EMPTY, None)),
        },
        Kind::Builtin(_) => Ok(ev.set_in(Entries::EMPTY, None)),
        Kind::Unknown(unknown) => Err(ev.unknown_error(unknown, function.pos().or(at))),
        _ => Err(ev.type_error(at, format!("expected a function, got {}", ev.describe(function)))),
    }
}
