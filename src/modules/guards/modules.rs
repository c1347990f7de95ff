//! The modules that an evaluation reads: what they are is remembered, and one that is not known is left out.

use super::{MODULE_LEFT_OUT, arguments::prefix, filter_slot, left_out::tell_of_modules};
use crate::eval::{
    Body, Env, Error, ErrorKind, Evaluator, Kind, Pos, Result, Value, builtins::Builtin,
};

/// `loadModule args file key module`: remembers the importing file, the module as it was imported, and what it is.
pub(super) fn remember<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    body: Body<'_, 'a>,
) -> Result<'a, Value<'a>> {
    let loaded = body()?;
    if let (Some(importer), Some(module)) = (env.parameter(2), env.parameter(0)) {
        ev.remember([importer, module, loaded]);
    }
    Ok(loaded)
}

/// The same in nixpkgs, but for the modules of other machines: what this one is made of is asked for.
pub(super) fn remember_own<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    body: Body<'_, 'a>,
) -> Result<'a, Value<'a>> {
    if ev.has_result() && prefix(ev, args_of(env)).is_empty() {
        return body();
    }
    remember(ev, env, body)
}

/// `args` of `args: fallbackFile: fallbackKey: m`.
fn args_of<'a>(env: &'a Env<'a>) -> Option<Value<'a>> {
    env.parameter(3)
}

/// Where the project imports a module that is not known. What a library did with it is no place to look at.
fn imported_at<'a>(ev: &Evaluator<'a>, env: &'a Env<'a>, failed: Pos) -> Pos {
    let module = env.parameter(0);
    let made = module.and_then(|module| ev.force(module).ok()).map(Value::pos);
    let places = [Some(failed), made, module.map(Value::pos)];
    places.into_iter().flatten().find(|place| ev.is_own(*place)).unwrap_or(failed)
}

/// A module that cannot be known declares and defines nothing.
pub(super) fn empty<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    error: Error<'a>,
) -> Result<'a, Value<'a>> {
    let error = match error.kind {
        ErrorKind::Unknown(unknown) => ev.unknown_error(unknown, imported_at(ev, env, error.pos)),
        _ => error,
    };
    tell_of_modules(ev, error, MODULE_LEFT_OUT, args_of(env));
    // A file that cannot be read is a module all the same.
    let module = env.parameter(0).and_then(Value::evaluated);
    let file = match module.map(Value::kind) {
        Some(Kind::Path(path) | Kind::Str(path)) => path.text.to_owned(),
        _ => ev.program().span(error.pos).map_or_else(
            || "unknown".to_owned(),
            |span| ev.program().files().path(span.file).to_string_lossy().into_owned(),
        ),
    };
    let key = ev.string(format!("{file}:unknown-{}", error.pos.0));
    let empty = ev.list(&[]);
    let set = ev.set(Vec::new());
    Ok(ev.set(vec![
        ev.attr("_file", ev.string(&file)),
        ev.attr("_class", Value::NULL),
        ev.attr("key", key),
        ev.attr("disabledModules", empty),
        ev.attr("imports", empty),
        ev.attr("options", set),
        ev.attr("config", set),
    ]))
}

/// `collectStructuredModules parentFile parentKey initialModules args`: of a list that is not known to its end, the
/// modules that are known.
pub(super) fn known<'a>(ev: &Evaluator<'a>, env: &'a Env<'a>) {
    if let (Some(args), Some(env)) = (env.parameter(0), env.up) {
        filter_slot(ev, env, &KNOWN_MODULES, &[args]);
    }
}

static KNOWN_MODULES: Builtin = Builtin {
    name: "knownModules",
    arity: 2,
    run: |ev, args, at| {
        let list = ev.force(args[1])?;
        let open = match list.kind() {
            Kind::Unknown(unknown) => Some((unknown, &[][..])),
            Kind::List(list) => list.open.map(|open| (open, list.items)),
            _ => None,
        };
        let Some((unknown, items)) = open else { return Ok(list) };
        let error = ev.unknown_error(unknown, list.pos().or(at));
        tell_of_modules(ev, error, "a part of `imports` is left out", Some(args[0]));
        Ok(ev.list_in(items, None).with_pos(list.pos()))
    },
};
