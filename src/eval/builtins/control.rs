//! Control: errors, forcing, tracing, import.

use super::{Builtin, Evaluator, Pos, Result, Value};
use crate::eval::Vfs as _;
use crate::eval::{ErrorKind, Frame, Kind, coerce::Mode};

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin { name: "throw", arity: 1, run: throw },
    Builtin { name: "abort", arity: 1, run: abort },
    Builtin { name: "seq", arity: 2, run: seq },
    Builtin { name: "deepSeq", arity: 2, run: deep_seq },
    Builtin { name: "trace", arity: 2, run: trace },
    Builtin { name: "warn", arity: 2, run: warn },
    Builtin { name: "traceVerbose", arity: 2, run: second },
    Builtin { name: "break", arity: 1, run: |ev, args, _| ev.force(args[0]) },
    Builtin { name: "addErrorContext", arity: 2, run: add_error_context },
    Builtin { name: "tryEval", arity: 1, run: try_eval },
    Builtin { name: "import", arity: 1, run: import },
    Builtin { name: "scopedImport", arity: 2, run: scoped_import },
];

fn throw<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    Err(ev.error(ErrorKind::Throw, at, ev.coerce(args[0], at)?.text))
}

fn abort<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    Err(ev.error(
        ErrorKind::Abort,
        at,
        format!("evaluation aborted: {}", ev.coerce(args[0], at)?.text),
    ))
}

fn seq<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], _: Pos) -> Result<'a, Value<'a>> {
    ev.force(args[0])?;
    ev.force(args[1])
}

fn deep_seq<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], _: Pos) -> Result<'a, Value<'a>> {
    ev.force_deep(args[0])?;
    ev.force(args[1])
}

/// Nothing is printed: the text belongs to who evaluates the configuration for real.
fn trace<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], _: Pos) -> Result<'a, Value<'a>> {
    ev.force(args[0])?;
    ev.force(args[1])
}

/// As `trace`, but the text must be one.
fn warn<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    match ev.str(args[0], at) {
        Err(error) if !matches!(error.kind, ErrorKind::Unknown(_)) => Err(error),
        _ => ev.force(args[1]),
    }
}

fn second<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], _: Pos) -> Result<'a, Value<'a>> {
    ev.force(args[1])
}

fn add_error_context<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    ev.force(args[1]).map_err(|error| {
        if !ev.is_traced(error) {
            return error;
        }
        // The text may fail in a cycle of its own.
        let cycle = ev.cycle.get();
        let text = ev.coerce_with(args[0], Mode { copy_paths: false, more: false }, at);
        ev.cycle.set(cycle);
        match text {
            Ok(text) => ev.traced(error, at, Frame::Context(text.text)),
            Err(_) => error,
        }
    })
}

/// Catches `throw` and `assert`; whether an unknown value would throw is unknown.
fn try_eval<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let (success, value) = match ev.force(args[0]) {
        Ok(value) if matches!(value.kind(), Kind::Unknown(_)) => (value, value),
        Ok(value) => (Value::bool(true), value),
        Err(error) if error.kind.is_catchable() => (Value::bool(false), Value::bool(false)),
        Err(error) => return Err(error),
    };
    Ok(ev.set(vec![ev.attr("success", success.with_pos(at)), ev.attr("value", value)]))
}

fn import<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let value = ev.force(args[0])?;
    // A file that is the same wherever it is.
    if let Kind::Unknown(unknown) = value.kind()
        && let Some(known) = unknown.partial.and_then(|partial| ev.preloaded(partial))
    {
        ev.note(format!("{}: `import` gives the usual file", unknown.reason), at);
        return ev.force(known);
    }
    let path = ev.path_text(value, at)?;
    ev.import(&path, at).map_err(|error| match error.kind {
        // A library may import what the user names: the place of the name is the one to show.
        ErrorKind::Io if error.trace.is_none() => {
            ev.traced(error, value.pos(), Frame::Import(ev.text(&path)))
        }
        _ => error,
    })
}

/// `scopedImport scope path`: the file with the scope's names bound around it. Not cached.
fn scoped_import<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let scope = ev.as_attrs(args[0], at)?;
    let path = ev.path_text(args[1], at)?;
    let vfs = &ev.vfs;
    let mut file =
        vfs.resolve(&ev.real_path(&path, at)?).map_err(|error| ev.read_error(&path, &error, at))?;
    if vfs.kind(&file) == Ok(crate::eval::FileKind::Directory) {
        file.push("default.nix");
    }
    let bytes = vfs.read(&file).map_err(|error| ev.read_error(&path, &error, at))?;
    let text = String::from_utf8_lossy(&bytes);
    let names: Vec<_> = scope.entries.iter().map(|attr| attr.name).collect();
    let values: Vec<_> = scope.entries.iter().map(|attr| attr.value).collect();
    let file = ev.adopt(ev.program.add(&file, &text, &names));
    ev.evaluate(file, &values)
}
