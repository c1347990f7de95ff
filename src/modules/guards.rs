//! Where the module system of nixpkgs is kept from losing everything over one unknown part.

use crate::eval::{Env, Error, ErrorKind, Evaluator, Guard, Result, Value};

const FILE: &str = "/lib/modules.nix";

/// The guards of `lib/modules.nix`. A nixpkgs that names these bindings otherwise is evaluated without them.
pub const GUARDS: &[Guard] = &[
    Guard { file: FILE, name: "loadModule", fallback: empty_module },
    Guard { file: FILE, name: "collectStructuredModules", fallback: no_modules },
    Guard { file: FILE, name: "dischargeProperties", fallback: may_definition },
    Guard { file: FILE, name: "checkUnmatched", fallback: unchecked },
];

/// Tells of what was left out: an unknown part as a note, a failure as an error.
fn tell<'a>(evaluator: &Evaluator<'a>, error: Error<'a>, what: &str) {
    evaluator.mark_incomplete();
    match error.kind {
        ErrorKind::Unknown(unknown) => {
            evaluator.note(format!("{what}: {}", unknown.reason), error.pos)
        }
        _ => evaluator.fail(error),
    }
}

/// A module that cannot be known declares and defines nothing.
fn empty_module<'a>(ev: &Evaluator<'a>, _: &'a Env<'a>, error: Error<'a>) -> Result<'a, Value<'a>> {
    tell(ev, error, "a module is left out");
    let place = ev.program().span(error.pos);
    let file = place.map_or_else(
        || "unknown".to_owned(),
        |span| ev.program().files().path(span.file).to_string_lossy().into_owned(),
    );
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

fn no_modules<'a>(ev: &Evaluator<'a>, _: &'a Env<'a>, error: Error<'a>) -> Result<'a, Value<'a>> {
    tell(ev, error, "a list of imports is left out");
    let empty = ev.list(&[]);
    Ok(ev.set(vec![ev.attr("disabled", empty), ev.attr("modules", empty)]))
}

/// A definition under an unknown condition is left out, and no absence is certain any more. An error in a condition
/// stays one: the option it defines is not known.
fn may_definition<'a>(
    ev: &Evaluator<'a>,
    _: &'a Env<'a>,
    error: Error<'a>,
) -> Result<'a, Value<'a>> {
    match error.kind {
        ErrorKind::Unknown(_) => {
            tell(ev, error, "a definition is left out");
            Ok(ev.list(&[]))
        }
        _ => Err(error),
    }
}

/// Definitions of options that nobody declares are no error: the module that declares them may not be on disk.
fn unchecked<'a>(ev: &Evaluator<'a>, _: &'a Env<'a>, error: Error<'a>) -> Result<'a, Value<'a>> {
    if let ErrorKind::Throw = error.kind {
        let message = error.message.lines().next().unwrap_or_default().trim().trim_end_matches('.');
        ev.note(message, error.pos);
    }
    Ok(Value::NULL)
}
