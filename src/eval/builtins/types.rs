//! Questions about types. For an unknown value the answer is unknown, unless it is known to be a string.

use super::{Builtin, Evaluator, Kind, Pos, Result, Value};

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin { name: "isAttrs", arity: 1, run: |ev, args, at| is(ev, args[0], at, "set") },
    Builtin { name: "isBool", arity: 1, run: |ev, args, at| is(ev, args[0], at, "bool") },
    Builtin { name: "isFloat", arity: 1, run: |ev, args, at| is(ev, args[0], at, "float") },
    Builtin { name: "isFunction", arity: 1, run: |ev, args, at| is(ev, args[0], at, "lambda") },
    Builtin { name: "isInt", arity: 1, run: |ev, args, at| is(ev, args[0], at, "int") },
    Builtin { name: "isList", arity: 1, run: |ev, args, at| is(ev, args[0], at, "list") },
    Builtin { name: "isNull", arity: 1, run: |ev, args, at| is(ev, args[0], at, "null") },
    Builtin { name: "isPath", arity: 1, run: |ev, args, at| is(ev, args[0], at, "path") },
    Builtin { name: "isString", arity: 1, run: |ev, args, at| is(ev, args[0], at, "string") },
    Builtin { name: "typeOf", arity: 1, run: type_of },
];

fn is<'a>(ev: &Evaluator<'a>, value: Value<'a>, at: Pos, ty: &str) -> Result<'a, Value<'a>> {
    Ok(Value::bool(type_name(ev, value, at)? == ty))
}

fn type_of<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    Ok(ev.string_with(type_name(ev, args[0], at)?, &[]))
}

fn type_name<'a>(ev: &Evaluator<'a>, value: Value<'a>, at: Pos) -> Result<'a, &'static str> {
    let value = ev.force(value)?;
    match value.kind() {
        Kind::Unknown(unknown) if unknown.text => Ok("string"),
        Kind::Unknown(unknown) => Err(ev.unknown_error(unknown, value.pos().or(at))),
        _ => Ok(value.type_name()),
    }
}
