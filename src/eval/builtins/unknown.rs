//! Functions over unknown values, for the library that is written for this evaluator.
//!
//! They are not in `builtins`: a program that does not know of unknown values cannot ask for them.

use super::{Attr, Builtin, Evaluator, Kind, Partial, Pos, Result, Value};
use crate::eval::{ErrorKind, List, Unknown, doubt::Doubt};

const UNCERTAIN: &str = "defined under a condition that is not known";

const PRIMOPS: &[Builtin] = &[
    Builtin { name: "unknown", arity: 1, run: unknown },
    Builtin { name: "isUnknown", arity: 1, run: is_unknown },
    Builtin { name: "recover", arity: 1, run: recover },
    Builtin { name: "openAttrs", arity: 2, run: open_attrs },
    Builtin { name: "lenientAttrs", arity: 2, run: lenient_attrs },
    Builtin { name: "openList", arity: 1, run: open_list },
    Builtin { name: "perhaps", arity: 2, run: perhaps },
    Builtin { name: "may", arity: 1, run: may },
    Builtin { name: "closed", arity: 1, run: closed },
    Builtin { name: "isOpen", arity: 1, run: is_open },
    Builtin { name: "rest", arity: 1, run: rest },
];

impl<'a> Evaluator<'a> {
    /// The functions over unknown values, as a set, with what is added to them.
    pub fn primops_with(&self, mut more: Vec<Attr<'a>>) -> Value<'a> {
        for builtin in PRIMOPS {
            more.push(self.attr(builtin.name, self.native(builtin)));
        }
        self.set(more)
    }

    /// Makes `import` of a path give a value, whatever is on disk.
    pub fn preload(&self, path: &str, value: Value<'a>) {
        self.imports.borrow_mut().insert(self.text(path), value);
    }

    /// What a path was given as its value, or was imported as.
    pub fn preloaded(&self, path: &str) -> Option<Value<'a>> {
        self.imports.borrow().get(path).copied()
    }

    /// A builtin of the caller's own as a value.
    pub fn native(&self, builtin: &'static Builtin) -> Value<'a> {
        self.partial(builtin, &[])
    }

    /// A builtin of the caller's own with its first arguments, fewer than it takes.
    pub fn partial(&self, builtin: &'static Builtin, args: &[Value<'a>]) -> Value<'a> {
        let args = self.arena.alloc_slice_copy(args);
        Value::new(Kind::Builtin(self.arena.alloc(Partial { builtin, args })), Pos::NONE)
    }
}

/// `unknown reason`
fn unknown<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let reason = ev.coerce(args[0], at)?.text;
    Ok(ev.unknown(reason, at))
}

/// `isUnknown value`: whether it is unknown, or cannot be evaluated.
fn is_unknown<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], _: Pos) -> Result<'a, Value<'a>> {
    match ev.force(args[0]) {
        Ok(value) => Ok(Value::bool(matches!(value.kind(), Kind::Unknown(_)))),
        Err(error) if matches!(error.kind, ErrorKind::Limit | ErrorKind::InfiniteRecursion) => {
            Err(error)
        }
        Err(_) => Ok(Value::bool(true)),
    }
}

/// `recover value`: the value; unknown when it cannot be evaluated, and the error is kept.
fn recover<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    match ev.force(args[0]) {
        Err(error) if !matches!(error.kind, ErrorKind::Limit | ErrorKind::InfiniteRecursion) => {
            ev.fail(error);
            Ok(ev.unknown(error.message, error.pos.or(at)))
        }
        result => result,
    }
}

fn reason<'a>(ev: &Evaluator<'a>, text: &'a str) -> &'a Unknown<'a> {
    ev.arena.alloc(Unknown { reason: text, partial: None, text: false, may: None })
}

/// A reason: a text, or an unknown value that has it.
fn reason_of<'a>(ev: &Evaluator<'a>, value: Value<'a>, at: Pos) -> Result<'a, &'a Unknown<'a>> {
    Ok(match ev.force(value)?.kind() {
        Kind::Unknown(unknown) => unknown,
        _ => reason(ev, ev.coerce(value, at)?.text),
    })
}

/// `openAttrs reason set`: the set, which may have more attributes. The reason is a text, or an unknown value that has it.
fn open_attrs<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let reason = reason_of(ev, args[0], at)?;
    let value = ev.force(args[1])?;
    let attrs = ev.as_attrs(value, at)?;
    Ok(ev.set_in(attrs.entries, Some(reason)).with_pos(value.pos()))
}

/// `lenientAttrs reason set`: the set, of which attributes it lacks are unknown where that would be an error.
fn lenient_attrs<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let reason = reason_of(ev, args[0], at)?;
    let value = ev.force(args[1])?;
    let attrs = ev.as_attrs(value, at)?;
    Ok(ev.lenient(attrs, reason, value.pos()))
}

/// `openList list`: the list, which may have more elements.
fn open_list<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let value = ev.force(args[0])?;
    let list = ev.as_list(value, at)?;
    let open = list.open.unwrap_or_else(|| reason(ev, "the list may have more elements"));
    Ok(ev.list_in(list.items, Some(open)).with_pos(value.pos()))
}

/// `perhaps list more`: the list, which may have any of the elements of another besides.
fn perhaps<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let value = ev.force(args[0])?;
    let (list, more) = (ev.as_list(value, at)?, ev.as_list(args[1], at)?);
    let mut doubt = Doubt::default();
    doubt.part(list);
    doubt.part(more);
    if !more.items.is_empty() {
        doubt.any_of(reason(ev, UNCERTAIN), more.items);
    }
    Ok(doubt.list(ev, list.items).with_pos(value.pos()))
}

/// `may value`: unknown, but perhaps this.
fn may<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let unknown = Unknown { reason: UNCERTAIN, partial: None, text: false, may: Some(args[0]) };
    let unknown = ev.arena.alloc(unknown);
    Ok(Value::new(Kind::Unknown(unknown), args[0].pos().or(at)))
}

/// `closed value`: a list or set as if nothing could be added to it; anything else as it is.
fn closed<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], _: Pos) -> Result<'a, Value<'a>> {
    let value = ev.force(args[0])?;
    Ok(match value.kind() {
        Kind::List(list) if list.open.is_some() => {
            ev.list_in(list.items, None).with_pos(value.pos())
        }
        Kind::Attrs(attrs) if attrs.open.is_some() => {
            ev.set_in(attrs.entries, None).with_pos(value.pos())
        }
        _ => value,
    })
}

/// `isOpen value`: whether it is a list or set to which something may be added.
fn is_open<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], _: Pos) -> Result<'a, Value<'a>> {
    Ok(Value::bool(match ev.force(args[0])?.kind() {
        Kind::List(list) => list.open.is_some(),
        Kind::Attrs(attrs) => attrs.open.is_some(),
        _ => false,
    }))
}

/// `rest value`: the elements that there may be more in a list; `null` when there may be others, too, and for a set.
fn rest<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], _: Pos) -> Result<'a, Value<'a>> {
    Ok(match ev.force(args[0])?.kind() {
        Kind::List(list) if list.open.is_none() => ev.list(&[]),
        Kind::List(List { rest: Some(rest), .. }) => ev.list_in(rest.items, None),
        _ => Value::NULL,
    })
}
