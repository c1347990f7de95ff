//! Lists.
//!
//! An open list keeps its known elements through whatever works element by element. What depends on how many there
//! are, or on which comes first, is unknown for it: the missing ones can be anywhere.

use super::{
    Builtin, Evaluator, Kind, Pos, Result, Value,
    partial::{Known, known},
};
use crate::eval::{List, MapItems, State, Unknown, doubt::Doubt};

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin { name: "map", arity: 2, run: map },
    Builtin { name: "filter", arity: 2, run: filter },
    Builtin { name: "foldl'", arity: 3, run: foldl },
    Builtin { name: "genList", arity: 2, run: gen_list },
    Builtin { name: "length", arity: 1, run: length },
    Builtin { name: "head", arity: 1, run: head },
    Builtin { name: "tail", arity: 1, run: tail },
    Builtin { name: "elemAt", arity: 2, run: elem_at },
    Builtin { name: "elem", arity: 2, run: elem },
    Builtin { name: "any", arity: 2, run: any },
    Builtin { name: "all", arity: 2, run: all },
    Builtin { name: "concatLists", arity: 1, run: concat_lists },
    Builtin { name: "concatMap", arity: 2, run: concat_map },
    Builtin { name: "partition", arity: 2, run: partition },
];

/// The same list again.
fn again<'a>(list: &'a List<'a>) -> Value<'a> {
    Value::new(Kind::List(list), Pos::NONE)
}

/// An element of the result stands where its original stands.
fn mapped<'a>(ev: &Evaluator<'a>, function: Value<'a>, items: &'a [Value<'a>]) -> &'a [Value<'a>] {
    let map = ev.arena.alloc(MapItems { function, items });
    let items = items.iter().enumerate().map(|(index, item)| {
        ev.thunk(State::MapItem(index as u32, map), item.pos().or(function.pos()))
    });
    ev.arena.alloc_slice_fill_iter(items)
}

fn map<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let list = ev.as_list(args[1], at)?;
    if list.items.is_empty() && list.rest.is_none() {
        return Ok(again(list));
    }
    let function = ev.function(args[0], at)?;
    let rest = list.rest.map(|rest| &*ev.arena.alloc(List::of(mapped(ev, function, rest.items))));
    Ok(ev.list_with(mapped(ev, function, list.items), list.open, rest))
}

fn filter<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let list = ev.as_list(args[1], at)?;
    if list.items.is_empty() && list.rest.is_none() {
        return Ok(again(list));
    }
    let predicate = ev.function(args[0], at)?;
    let mut doubt = Doubt::default();
    match (list.open, list.rest) {
        (Some(open), Some(rest)) => {
            // What may not be there at all may also fail.
            let is_out = |item: &Value<'a>| matches!(ev.test(predicate, *item, at), Ok(Ok(false)));
            let items = rest.items.iter().copied();
            doubt.any_of(open, &items.filter(|item| !is_out(item)).collect::<Vec<_>>());
        }
        (Some(open), None) => doubt.unknown(open),
        (None, _) => {}
    }
    let mut kept = Vec::with_capacity(list.items.len());
    for &item in list.items {
        match ev.test(predicate, item, at)? {
            Ok(true) => kept.push(item),
            Ok(false) => {}
            Err(unknown) => doubt.any_of(unknown, &[item]),
        }
    }
    if kept.len() == list.items.len() && list.rest.is_none() {
        return Ok(again(list));
    }
    Ok(doubt.list(ev, ev.arena.alloc_slice_copy(&kept)))
}

fn foldl<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let function = ev.function(args[0], at)?;
    let list = ev.as_list(args[2], at)?;
    let mut result = args[1];
    for &item in list.items {
        result = match known(ev.call(function, &[result, item], at))? {
            Ok(value) => value,
            Err(unknown) => Value::new(Kind::Unknown(unknown), at),
        };
    }
    let Some(open) = list.open else { return Ok(result) };
    // More elements would add to a set or a list, and wrap a function: what is known of those stays.
    let result = ev.force(result)?;
    match result.kind() {
        Kind::Attrs(attrs) => Ok(ev.set_in(attrs.entries, Some(open)).with_pos(result.pos())),
        Kind::List(items) => Ok(ev.list_in(items.items, Some(open)).with_pos(result.pos())),
        Kind::Lambda(_) | Kind::Builtin(_) => Ok(result),
        _ => Err(ev.unknown_error(open, at)),
    }
}

fn gen_list<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let count = ev.int(args[1], at)?;
    let Ok(count) = usize::try_from(count) else {
        return Err(ev.type_error(at, format!("cannot make a list of {count} elements")));
    };
    let function = ev.function(args[0], at)?;
    // An element is the value, a thunk, a call and its argument.
    ev.reserve(count.saturating_mul(88), at)?;
    let items = ev.arena.alloc_slice_fill_with(count, |index| {
        ev.lazy_call(function, &[Value::int(index as i64)]).with_pos(at)
    });
    Ok(ev.list_in(items, None))
}

fn length<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let list = ev.as_list(args[0], at)?;
    ev.complete(list.open, at)?;
    Ok(Value::int(list.items.len() as i64))
}

fn head<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let list = ev.as_list(args[0], at)?;
    ev.complete(list.open, at)?;
    match list.items.first() {
        Some(item) => Ok(*item),
        None => Err(ev.type_error(at, "an empty list has no first element")),
    }
}

fn tail<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let list = ev.as_list(args[0], at)?;
    ev.complete(list.open, at)?;
    match list.items.split_first() {
        Some((_, rest)) => Ok(ev.list_in(rest, None)),
        None => Err(ev.type_error(at, "an empty list has no elements after the first")),
    }
}

fn elem_at<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let list = ev.as_list(args[0], at)?;
    let index = ev.int(args[1], at)?;
    ev.complete(list.open, at)?;
    match usize::try_from(index).ok().and_then(|index| list.items.get(index)) {
        Some(item) => Ok(*item),
        None => {
            let length = list.items.len();
            Err(ev.type_error(at, format!("a list of {length} elements has no element {index}")))
        }
    }
}

fn elem<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let list = ev.as_list(args[1], at)?;
    ev.count(list.items.len(), at)?;
    decide(ev, list, true, at, |item| known(ev.same_or_equal(args[0], item, at)))
}

fn any<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    quantify(ev, args, true, at)
}

fn all<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    quantify(ev, args, false, at)
}

fn quantify<'a>(
    ev: &Evaluator<'a>,
    args: &[Value<'a>],
    decides: bool,
    at: Pos,
) -> Result<'a, Value<'a>> {
    let predicate = ev.function(args[0], at)?;
    let list = ev.as_list(args[1], at)?;
    decide(ev, list, decides, at, |item| ev.test(predicate, item, at))
}

/// One element whose answer `decides` is enough, whatever is unknown about the others.
fn decide<'a>(
    ev: &Evaluator<'a>,
    list: &List<'a>,
    decides: bool,
    at: Pos,
    answer: impl Fn(Value<'a>) -> Result<'a, Known<'a, bool>>,
) -> Result<'a, Value<'a>> {
    let mut open = list.open;
    for &item in list.items {
        match answer(item)? {
            Ok(answer) if answer == decides => return Ok(Value::bool(decides)),
            Ok(_) => {}
            Err(unknown) => open = open.or(Some(unknown)),
        }
    }
    ev.complete(open, at)?;
    Ok(Value::bool(!decides))
}

fn concat_lists<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let list = ev.as_list(args[0], at)?;
    concat(ev, list, at, |item| {
        let item = ev.force(item)?;
        if let Kind::Unknown(unknown) = item.kind()
            && let Some(may) = unknown.may
            && let Kind::List(list) = ev.force(may)?.kind()
        {
            return Ok((list, Some(unknown)));
        }
        Ok((ev.as_list(item, at)?, None))
    })
}

fn concat_map<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let function = ev.function(args[0], at)?;
    let list = ev.as_list(args[1], at)?;
    concat(ev, list, at, |item| Ok((ev.as_list(ev.call(function, &[item], at)?, at)?, None)))
}

/// A list, and why it may not be there.
type Part<'a> = (&'a List<'a>, Option<&'a Unknown<'a>>);

fn concat<'a>(
    ev: &Evaluator<'a>,
    list: &List<'a>,
    at: Pos,
    part: impl Fn(Value<'a>) -> Result<'a, Part<'a>>,
) -> Result<'a, Value<'a>> {
    let mut doubt = Doubt::default();
    match (list.open, list.rest) {
        (Some(open), Some(rest)) => {
            for &item in rest.items {
                match known(part(item))? {
                    Ok((list, _)) => {
                        doubt.part(list);
                        doubt.any_of(open, list.items);
                    }
                    Err(unknown) => doubt.unknown(unknown),
                }
            }
        }
        (Some(open), None) => doubt.unknown(open),
        (None, _) => {}
    }
    let mut length = 0;
    let mut parts = Vec::with_capacity(list.items.len());
    for &item in list.items {
        match known(part(item))? {
            Ok((list, Some(unknown))) => {
                doubt.part(list);
                doubt.any_of(unknown, list.items);
            }
            Ok((list, None)) => {
                doubt.part(list);
                length += list.items.len();
                if !list.items.is_empty() {
                    parts.push(list.items);
                }
            }
            Err(unknown) => doubt.unknown(unknown),
        }
    }
    if let [items] = parts[..] {
        return Ok(doubt.list(ev, items));
    }
    ev.reserve(length * size_of::<Value<'a>>(), at)?;
    let mut items = bumpalo::collections::Vec::with_capacity_in(length, ev.arena);
    for part in parts {
        items.extend_from_slice_copy(part);
    }
    Ok(doubt.list(ev, items.into_bump_slice()))
}

fn partition<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let predicate = ev.function(args[0], at)?;
    let list = ev.as_list(args[1], at)?;
    let (mut right, mut wrong, mut open) = (Vec::new(), Vec::new(), list.open);
    for &item in list.items {
        ev.force(item)?;
        match ev.test(predicate, item, at)? {
            Ok(true) => right.push(item),
            Ok(false) => wrong.push(item),
            Err(unknown) => open = open.or(Some(unknown)),
        }
    }
    let right = ev.list_in(ev.arena.alloc_slice_copy(&right), open);
    let wrong = ev.list_in(ev.arena.alloc_slice_copy(&wrong), open);
    Ok(ev.set(vec![ev.attr("right", right.with_pos(at)), ev.attr("wrong", wrong.with_pos(at))]))
}
