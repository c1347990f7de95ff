//! Whether modules define options that nobody declares.
//!
//! nixpkgs looks through all definitions of all modules for them (`lib/modules.nix`, `unmatchedDefns`), which is a sixth of
//! what a host comes to, and mostly there are none. That there are none is found here without it; what there is,
//! and everything that is not plain to see, is left to nixpkgs.

use super::tags::{NAMES, Tagged, tagged};
use crate::{
    eval::{
        Attr, Attrs, Body, Env, ErrorKind, Evaluator, Kind, Pos, Result, Value, builtins::Builtin,
    },
    modules::declarations::ByName,
    syntax::Sym,
};

/// `mergeModules prefix modules`: the same with a short way to `unmatchedDefns`.
pub(super) fn prepare<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    body: Body<'_, 'a>,
) -> Result<'a, Value<'a>> {
    let merged = ev.force(body()?)?;
    let modules = env.parameter(0);
    let (Kind::Attrs(attrs), Some(modules)) = (merged.kind(), modules) else { return Ok(merged) };
    let name = Sym::new("unmatchedDefns");
    let mut entries: Vec<Attr<'a>> = attrs.entries.iter().copied().collect();
    for entry in &mut entries {
        if entry.name == name {
            entry.value = ev.lazy_call(ev.native(&UNMATCHED), &[modules, entry.value]);
        }
    }
    Ok(ev.set(entries).with_pos(merged.pos()))
}

/// `unmatched modules definitions`: no definitions, when it is certain that there are none.
static UNMATCHED: Builtin = Builtin {
    name: "unmatched",
    arity: 2,
    run: |ev, args, at| {
        let none = match roots(ev, args[0], at) {
            Ok(Some((declared, defined))) => all_match(ev, &declared, &defined, at),
            Ok(None) => Ok(false),
            Err(error) => Err(error),
        };
        match none {
            Ok(true) => Ok(ev.list(&[])),
            Err(error) if matches!(error.kind, ErrorKind::Limit) => Err(error),
            Ok(false) | Err(_) => ev.force(args[1]),
        }
    },
};

/// A set that has no other attributes than those it shows.
fn plain<'a>(ev: &Evaluator<'a>, value: Value<'a>) -> Result<'a, Option<&'a Attrs<'a>>> {
    let Kind::Attrs(attrs) = ev.force(value)?.kind() else { return Ok(None) };
    Ok(Some(attrs).filter(|attrs| attrs.open.is_none() && attrs.lenient.is_none()))
}

type Sets<'a> = Vec<&'a Attrs<'a>>;

/// What the modules declare and define.
fn roots<'a>(
    ev: &Evaluator<'a>,
    modules: Value<'a>,
    at: Pos,
) -> Result<'a, Option<(Sets<'a>, Sets<'a>)>> {
    let (mut declared, mut defined) = (Vec::new(), Vec::new());
    let modules = ev.as_list(modules, at)?;
    for &module in modules.items {
        let module = ev.as_attrs(module, at)?;
        let (Some(options), Some(config)) = (module.get(NAMES.options), module.get(NAMES.config))
        else {
            return Ok(None);
        };
        let Some(options) = plain(ev, options.value)? else { return Ok(None) };
        declared.push(options);
        if !push_down(ev, config.value, &mut defined, at)? {
            return Ok(None);
        }
    }
    Ok(modules.open.is_none().then_some((declared, defined)))
}

/// The sets in a definition, whatever the conditions they are under; whether these are all, and all of it.
fn push_down<'a>(
    ev: &Evaluator<'a>,
    definition: Value<'a>,
    sets: &mut Sets<'a>,
    at: Pos,
) -> Result<'a, bool> {
    let (tag, set) = match tagged(ev, definition)? {
        Tagged::Plain => ("", plain(ev, definition)?),
        Tagged::As(tag, set) => (tag, Some(set)),
        Tagged::Unclear(_) => return Ok(false),
    };
    let Some(set) = set else { return Ok(false) };
    let part = |name| set.get(name).map(|attr| attr.value);
    match (tag, part(NAMES.content), part(NAMES.contents)) {
        ("", ..) => {
            sets.push(set);
            Ok(true)
        }
        ("merge", _, Some(contents)) => {
            let contents = ev.as_list(contents, at)?;
            for &content in contents.items {
                if !ev.nested(at, || push_down(ev, content, sets, at))? {
                    return Ok(false);
                }
            }
            Ok(contents.open.is_none())
        }
        ("if" | "override", Some(content), _) => ev.nested(at, || push_down(ev, content, sets, at)),
        _ => Ok(false),
    }
}

/// Whether everything that is defined at a place is certainly declared there.
fn all_match<'a>(
    ev: &Evaluator<'a>,
    declared: &[&'a Attrs<'a>],
    defined: &[&'a Attrs<'a>],
    at: Pos,
) -> Result<'a, bool> {
    let by_name = |sets: &[&'a Attrs<'a>]| {
        let mut names = ByName::default();
        for attr in sets.iter().flat_map(|set| set.entries) {
            names.add(attr, attr.value);
        }
        names
    };
    let declarations = by_name(declared);
    for (name, definitions) in by_name(defined).iter() {
        ev.count(definitions.len(), at)?;
        let Some(declarations) = declarations.get(name) else { return Ok(false) };
        let (mut options, mut inner) = (0, Vec::new());
        for &declaration in declarations {
            match tagged(ev, declaration)? {
                Tagged::As("option", _) => options += 1,
                Tagged::As(..) | Tagged::Unclear(_) => return Ok(false),
                Tagged::Plain => match plain(ev, declaration)? {
                    Some(declaration) => inner.push(declaration),
                    None => return Ok(false),
                },
            }
        }
        if inner.is_empty() {
            continue;
        }
        let mut below = Vec::new();
        for &definition in definitions {
            if options > 0 || !push_down(ev, definition, &mut below, at)? {
                return Ok(false);
            }
        }
        if !below.is_empty() && !ev.nested(at, || all_match(ev, &inner, &below, at))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Definitions of options that nobody declares are no error: the module that declares them may not be on disk, or the inputs
/// that are do not go together. The message shows their values, which may need what is being made here.
///
/// To find them, all definitions of all modules are looked through. For another machine, of which a fact of this one needs a
/// part, nobody does: the flake of an input may hold thirty.
pub(super) fn unchecked<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    body: Body<'_, 'a>,
) -> Result<'a, Value<'a>> {
    // `evalModules { modules, prefix, … }`
    let prefix = env.up.and_then(|env| env.slots().get(1)?.get());
    let is_other = || {
        let prefix = prefix.and_then(|prefix| ev.force(prefix).ok());
        matches!(prefix.map(Value::kind), Some(Kind::List(prefix)) if prefix.items.is_empty())
    };
    if ev.has_result() && is_other() {
        return Ok(Value::NULL);
    }
    let error = match body() {
        Ok(value) => match value.kind() {
            Kind::Unknown(_) => return Ok(Value::NULL),
            _ => return Ok(value),
        },
        Err(error) => error,
    };
    match error.kind {
        ErrorKind::Limit => return Err(error),
        ErrorKind::Throw => {
            let message = error.message.lines().next().unwrap_or_default();
            ev.note(message.trim().trim_end_matches('.'), error.pos);
        }
        ErrorKind::InfiniteRecursion => {
            ev.note("an option is defined that nobody declares", error.pos);
        }
        _ => {}
    }
    Ok(Value::NULL)
}
