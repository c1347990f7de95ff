//! The value that definitions come to, as far as it is certain.

use std::sync::LazyLock;

use super::class::{Class, class};
use crate::{
    eval::{Attrs, Body, Env, Error, ErrorKind, Evaluator, Kind, Pos, Result, Value, first_line},
    syntax::Sym,
};

/// Marks the first definition of an option whose value as a whole is this unknown.
pub(super) static IN_DOUBT: LazyLock<Sym> = LazyLock::new(|| Sym::new("__inDoubt"));
/// Marks the first definition of an option to which more may belong.
pub(super) static OPEN: LazyLock<Sym> = LazyLock::new(|| Sym::new("__open"));

/// The first definition of an option, and how many more there are.
fn first<'a>(ev: &Evaluator<'a>, env: &'a Env<'a>) -> Result<'a, Option<(&'a Attrs<'a>, usize)>> {
    let Some(list) = env.parameter(1) else { return Ok(None) };
    let Kind::List(list) = ev.force(list)?.kind() else { return Ok(None) };
    let Some((first, more)) = list.items.split_first() else { return Ok(None) };
    let Kind::Attrs(first) = ev.force(*first)?.kind() else { return Ok(None) };
    Ok(Some((first, more.len())))
}

/// What a mark of the first definition says.
pub(super) fn mark<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    name: Sym,
) -> Result<'a, Option<Value<'a>>> {
    let first = first(ev, env)?;
    Ok(first.and_then(|(first, _)| first.get(name)).map(|attr| attr.value))
}

/// `mergedValue`
pub(super) fn merged<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    body: Body<'_, 'a>,
) -> Result<'a, Value<'a>> {
    if let Some(unknown) = mark(ev, env, *IN_DOUBT)? {
        return Ok(unknown);
    }
    let Some(open) = mark(ev, env, *OPEN)? else {
        let value = chosen(ev, env, body().or_else(|error| undecided(ev, error))?);
        return if ev.lost().is_some() { leniently(ev, env, value) } else { Ok(value) };
    };
    let value = ev.force(body()?)?;
    let Kind::Unknown(unknown) = open.kind() else { return Ok(value) };
    Ok(match value.kind() {
        Kind::List(list) => {
            ev.list_in(list.items, list.open.or(Some(unknown))).with_pos(value.pos())
        }
        Kind::Attrs(attrs) => {
            ev.set_in(attrs.entries, attrs.open.or(Some(unknown))).with_pos(value.pos())
        }
        _ => value,
    })
}

/// Several definitions where one is expected, while a module is not known: it may declare how they come together, or decide.
fn undecided<'a>(ev: &Evaluator<'a>, error: Error<'a>) -> Result<'a, Value<'a>> {
    let too_many = "is defined multiple times while it's expected to be unique";
    match (error.kind, ev.lost()) {
        (ErrorKind::Throw, Some(lost)) if error.message.contains(too_many) => {
            ev.note(first_line(error.message).trim_end_matches('.'), error.pos);
            Ok(Value::new(Kind::Unknown(lost), error.pos))
        }
        _ => Err(error),
    }
}

/// A package is where the project chose it, and not where nixpkgs makes it.
fn chosen<'a>(ev: &Evaluator<'a>, env: &'a Env<'a>, value: Value<'a>) -> Value<'a> {
    static PACKAGE: LazyLock<Sym> = LazyLock::new(|| Sym::new("drvPath"));
    let Some(Kind::Attrs(attrs)) = value.evaluated().map(Value::kind) else { return value };
    if attrs.get(*PACKAGE).is_none() {
        return value;
    }
    let Ok(Some((definition, 0))) = first(ev, env) else { return value };
    let place = definition.get(Sym::new("value")).map_or(Pos::NONE, |attr| attr.value.pos());
    if place == Pos::NONE { value } else { value.with_pos(place) }
}

/// A set of which a module that is not known may have defined more: what is asked for and not there is unknown.
fn leniently<'a>(ev: &Evaluator<'a>, env: &'a Env<'a>, value: Value<'a>) -> Result<'a, Value<'a>> {
    let value = ev.force(value)?;
    let ty = env.parameter(2);
    Ok(match (value.kind(), ev.lost(), ty) {
        (Kind::Attrs(attrs), Some(lost), Some(ty))
            if attrs.lenient.is_none() && class(ev, ty)? == Class::Set =>
        {
            ev.lenient(attrs, lost, value.pos())
        }
        _ => value,
    })
}
