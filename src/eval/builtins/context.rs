//! String contexts: which store paths a string refers to.
//!
//! An element is `path`, `!output!path.drv` for an output, or `=path.drv` for a derivation with all it needs.

use std::collections::BTreeMap;

use super::{Attr, Builtin, Evaluator, Pos, Result, Value};
use crate::{
    eval::{Str, coerce::Context},
    syntax::Sym,
};

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin { name: "hasContext", arity: 1, run: has_context },
    Builtin { name: "getContext", arity: 1, run: get_context },
    Builtin { name: "appendContext", arity: 2, run: append_context },
    Builtin { name: "unsafeDiscardStringContext", arity: 1, run: discard },
    Builtin { name: "unsafeDiscardOutputDependency", arity: 1, run: discard_output_dependency },
    Builtin { name: "addDrvOutputDependencies", arity: 1, run: add_drv_output_dependencies },
];

fn has_context<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    Ok(Value::bool(!ev.str(args[0], at)?.context.is_empty()))
}

/// What a context says about one store path.
#[derive(Default)]
struct Info<'a> {
    path: bool,
    all_outputs: bool,
    outputs: Vec<&'a str>,
}

fn get_context<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let mut infos: BTreeMap<&'a str, Info<'a>> = BTreeMap::new();
    for element in ev.str(args[0], at)?.context {
        if let Some(drv) = element.strip_prefix('=') {
            infos.entry(drv).or_default().all_outputs = true;
        } else if let Some((output, drv)) =
            element.strip_prefix('!').and_then(|rest| rest.split_once('!'))
        {
            infos.entry(drv).or_default().outputs.push(output);
        } else {
            infos.entry(element).or_default().path = true;
        }
    }
    let attrs = infos.into_iter().map(|(path, info)| {
        let mut attrs: Vec<Attr<'a>> = Vec::new();
        if info.path {
            attrs.push(ev.attr("path", Value::bool(true)));
        }
        if info.all_outputs {
            attrs.push(ev.attr("allOutputs", Value::bool(true)));
        }
        if !info.outputs.is_empty() {
            let outputs: Vec<Value<'a>> =
                info.outputs.iter().map(|output| ev.string_with(output, &[])).collect();
            attrs.push(ev.attr("outputs", ev.list(&outputs)));
        }
        ev.attr(path, ev.set(attrs))
    });
    Ok(ev.set(attrs.collect()))
}

fn append_context<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let str = ev.str(args[0], at)?;
    let more = ev.as_attrs(args[1], at)?;
    if let Some(open) = more.open {
        return Err(ev.unknown_error(open, at));
    }
    let mut context = Context::default();
    context.add(str.context);
    for entry in more.in_name_order() {
        let path = entry.name.as_str();
        if !is_store_path(path) {
            return Err(ev.type_error(at, format!("context key \"{path}\" is not a store path")));
        }
        let drv = path.ends_with(".drv");
        let info = ev.as_attrs(entry.value, at)?;
        if let Some(attr) = info.get(Sym::new("path"))
            && ev.bool(attr.value, at)?
        {
            context.add(&[path]);
        }
        if let Some(attr) = info.get(Sym::new("allOutputs"))
            && ev.bool(attr.value, at)?
        {
            if !drv {
                return Err(ev.type_error(at, format!("{path} has no outputs: no derivation")));
            }
            context.add(&[ev.text(&format!("={path}"))]);
        }
        if let Some(attr) = info.get(Sym::new("outputs")) {
            let outputs = ev.as_list(attr.value, at)?;
            if !outputs.items.is_empty() && !drv {
                return Err(ev.type_error(at, format!("{path} has no outputs: no derivation")));
            }
            for output in outputs.items {
                let output = ev.plain_str(*output, at)?;
                context.add(&[ev.text(&format!("!{output}!{path}"))]);
            }
        }
    }
    Ok(ev.string_with(str.text, context.finish(ev)))
}

/// `/nix/store/<32 characters>-<name>`
fn is_store_path(path: &str) -> bool {
    let Some(rest) = path.strip_prefix("/nix/store/") else { return false };
    let Some((hash, name)) = rest.split_at_checked(32) else { return false };
    let name = name.strip_prefix('-').unwrap_or_default();
    hash.bytes().all(|byte| b"0123456789abcdfghijklmnpqrsvwxyz".contains(&byte))
        && !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-._?=".contains(&byte))
}

fn discard<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    Ok(ev.string_with(ev.coerce(args[0], at)?.text, &[]))
}

/// A derivation with all its outputs becomes the mere path of the derivation.
fn discard_output_dependency<'a>(
    ev: &Evaluator<'a>,
    args: &[Value<'a>],
    at: Pos,
) -> Result<'a, Value<'a>> {
    let str = ev.coerce(args[0], at)?;
    let mut context = Context::default();
    for element in str.context {
        context.add(&[element.strip_prefix('=').unwrap_or(element)]);
    }
    Ok(ev.string_with(str.text, context.finish(ev)))
}

/// The mere path of a derivation becomes the derivation with all its outputs.
fn add_drv_output_dependencies<'a>(
    ev: &Evaluator<'a>,
    args: &[Value<'a>],
    at: Pos,
) -> Result<'a, Value<'a>> {
    let str: &Str<'a> = ev.coerce(args[0], at)?;
    let [element] = str.context else {
        let message = format!("expected one store path behind \"{}\"", str.text);
        return Err(ev.type_error(at, message));
    };
    if element.starts_with('=') {
        return Ok(ev.string_with(str.text, str.context));
    }
    if element.starts_with('!') || !element.ends_with(".drv") {
        return Err(ev.type_error(at, format!("{element} is not a derivation")));
    }
    let context = ev.arena.alloc_slice_copy(&[ev.text(&format!("={element}"))]);
    Ok(ev.string_with(str.text, context))
}
