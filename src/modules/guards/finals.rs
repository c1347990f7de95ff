//! The definitions of an option that count: `defsFinal'` of nixpkgs' `lib/modules.nix`.
//!
//! It is asked of every option, and goes through its definitions five times. What is plain to see is found here in one go;
//! all else is left to nixpkgs.

use std::sync::LazyLock;

use super::{
    merged::{IN_DOUBT, OPEN, mark},
    tags::{NAMES, Tagged, tagged},
};
use crate::{
    eval::{Attr, Body, Env, ErrorKind, Evaluator, Kind, List, Pos, Result, Value},
    syntax::Sym,
};

/// The priority of a definition that says none (`defaultOverridePriority`).
const PLAIN: i64 = 100;
/// What the priority of no definition at all is.
const NONE: i64 = 9999;

static VALUES: LazyLock<Sym> = LazyLock::new(|| Sym::new("values"));
static HIGHEST: LazyLock<Sym> = LazyLock::new(|| Sym::new("highestPrio"));

/// `defsFinal'`: of a value that is in doubt as a whole, the one definition that says so.
pub(super) fn finals<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    body: Body<'_, 'a>,
) -> Result<'a, Value<'a>> {
    let list = env.parameter(1);
    if mark(ev, env, *IN_DOUBT)?.is_some() {
        return Ok(result(ev, list.expect("it has a mark"), PLAIN));
    }
    if mark(ev, env, *OPEN)?.is_some() {
        return unmarked(ev, body()?);
    }
    match list.map_or(Ok(None), |list| counting(ev, list)) {
        Ok(Some(finals)) => Ok(finals),
        Err(error) if matches!(error.kind, ErrorKind::Limit) => Err(error),
        // What fails does so there, too, and is told with more around it.
        Ok(None) | Err(_) => body(),
    }
}

fn result<'a>(ev: &Evaluator<'a>, values: Value<'a>, highest: i64) -> Value<'a> {
    let attr = |name, value| Attr { name, pos: Pos::NONE, value };
    ev.set(vec![attr(*VALUES, values), attr(*HIGHEST, Value::int(highest))])
}

/// What types are to merge, without our mark: a single definition goes to them as it is, and submodules take nothing but
/// `file` and `value`.
fn unmarked<'a>(ev: &Evaluator<'a>, finals: Value<'a>) -> Result<'a, Value<'a>> {
    let finals = ev.force(finals)?;
    let Kind::Attrs(attrs) = finals.kind() else { return Ok(finals) };
    let Some(values) = attrs.get(Sym::new("values")) else { return Ok(finals) };
    let Kind::List(list) = ev.force(values.value)?.kind() else { return Ok(finals) };
    let Some((first, rest)) = list.items.split_first() else { return Ok(finals) };
    let first = ev.force(*first)?;
    let Kind::Attrs(definition) = first.kind() else { return Ok(finals) };
    if definition.get(*OPEN).is_none() {
        return Ok(finals);
    }
    let plain = definition.entries.iter().filter(|attr| attr.name != *OPEN);
    let plain = ev.set(plain.map(|attr| Attr { ..*attr }).collect()).with_pos(first.pos());
    let values = ev.list(&[&[plain], rest].concat());
    let priority =
        attrs.get(Sym::new("highestPrio")).map(|attr| ev.attr("highestPrio", attr.value));
    Ok(ev.set(std::iter::once(ev.attr("values", values)).chain(priority).collect()))
}

/// A definition without conditions.
struct Definition<'a> {
    file: Value<'a>,
    value: Value<'a>,
    /// What `mkOverride` holds, and its priority.
    overrides: Option<(i64, Value<'a>)>,
}

/// The definitions that count and their priority; `None` where that is not plain to see.
fn counting<'a>(ev: &Evaluator<'a>, list: Value<'a>) -> Result<'a, Option<Value<'a>>> {
    let Kind::List(&List { items, open: None, .. }) = ev.force(list)?.kind() else {
        return Ok(None);
    };
    let mut found = Vec::new();
    for &item in items {
        let Kind::Attrs(definition) = ev.force(item)?.kind() else { return Ok(None) };
        let (Some(file), Some(value)) = (definition.get(NAMES.file), definition.get(NAMES.value))
        else {
            return Ok(None);
        };
        if let ([_], Tagged::Plain) = (items, tagged(ev, value.value)?) {
            return Ok(Some(result(ev, list, PLAIN)));
        }
        if !discharge(ev, file.value, value.value, &mut found)? {
            return Ok(None);
        }
    }
    let priority = |found: &Definition<'a>| found.overrides.map_or(PLAIN, |(priority, _)| priority);
    let highest = match found.as_slice() {
        [one] => priority(one),
        all => all.iter().map(priority).fold(NONE, i64::min),
    };
    let mut values = Vec::new();
    for definition in found.iter().filter(|definition| priority(definition) == highest) {
        let value = match definition.overrides {
            Some((_, content)) => {
                // One that sets an order has to be sorted.
                let Tagged::Plain = tagged(ev, content)? else { return Ok(None) };
                content
            }
            None => definition.value,
        };
        let attr = |name, value| Attr { name, pos: Pos::NONE, value };
        values.push(ev.set(vec![attr(NAMES.file, definition.file), attr(NAMES.value, value)]));
    }
    Ok(Some(result(ev, ev.list(&values), highest)))
}

/// Takes conditions off a definition, and apart what is merged: `dischargeProperties`. Whether that can be done here.
fn discharge<'a>(
    ev: &Evaluator<'a>,
    file: Value<'a>,
    value: Value<'a>,
    found: &mut Vec<Definition<'a>>,
) -> Result<'a, bool> {
    let (tag, attrs) = match tagged(ev, value)? {
        Tagged::Plain => {
            found.push(Definition { file, value, overrides: None });
            return Ok(true);
        }
        Tagged::As(tag, attrs) => (tag, attrs),
        Tagged::Unclear(_) => return Ok(false),
    };
    let field = |name| attrs.get(name).map(|attr| attr.value);
    match tag {
        "if" => {
            let (Some(condition), Some(content)) = (field(NAMES.condition), field(NAMES.content))
            else {
                return Ok(false);
            };
            match ev.force(condition)?.kind() {
                Kind::Bool(true) => ev.nested(value.pos(), || discharge(ev, file, content, found)),
                Kind::Bool(false) => Ok(true),
                _ => Ok(false),
            }
        }
        "merge" => {
            let Some(contents) = field(NAMES.contents) else { return Ok(false) };
            let Kind::List(&List { items, open: None, .. }) = ev.force(contents)?.kind() else {
                return Ok(false);
            };
            for &item in items {
                if !ev.nested(value.pos(), || discharge(ev, file, item, found))? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        "override" => {
            let (Some(priority), Some(content)) = (field(NAMES.priority), field(NAMES.content))
            else {
                return Ok(false);
            };
            let Kind::Int(priority) = ev.force(priority)?.kind() else { return Ok(false) };
            found.push(Definition { file, value, overrides: Some((priority, content)) });
            Ok(true)
        }
        _ => Ok(false),
    }
}
