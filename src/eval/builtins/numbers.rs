//! Numbers.

use super::{Builtin, Evaluator, Kind, Pos, Result, Value};
use crate::syntax::ir::Op;

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin { name: "add", arity: 2, run: |ev, args, at| arithmetic(ev, Op::Add, args, at) },
    Builtin { name: "sub", arity: 2, run: |ev, args, at| arithmetic(ev, Op::Sub, args, at) },
    Builtin { name: "mul", arity: 2, run: |ev, args, at| arithmetic(ev, Op::Mul, args, at) },
    Builtin { name: "div", arity: 2, run: |ev, args, at| arithmetic(ev, Op::Div, args, at) },
    Builtin { name: "lessThan", arity: 2, run: less_than },
    Builtin { name: "bitAnd", arity: 2, run: |ev, args, at| bits(ev, args, at, |x, y| x & y) },
    Builtin { name: "bitOr", arity: 2, run: |ev, args, at| bits(ev, args, at, |x, y| x | y) },
    Builtin { name: "bitXor", arity: 2, run: |ev, args, at| bits(ev, args, at, |x, y| x ^ y) },
    Builtin { name: "ceil", arity: 1, run: |ev, args, at| round(ev, args, at, f64::ceil) },
    Builtin { name: "floor", arity: 1, run: |ev, args, at| round(ev, args, at, f64::floor) },
];

fn arithmetic<'a>(
    ev: &Evaluator<'a>,
    op: Op,
    args: &[Value<'a>],
    at: Pos,
) -> Result<'a, Value<'a>> {
    ev.arithmetic(op, ev.force(args[0])?, ev.force(args[1])?, at)
}

fn less_than<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    Ok(Value::bool(ev.less(args[0], args[1], at)?))
}

fn bits<'a>(
    ev: &Evaluator<'a>,
    args: &[Value<'a>],
    at: Pos,
    operation: fn(i64, i64) -> i64,
) -> Result<'a, Value<'a>> {
    Ok(Value::int(operation(ev.int(args[0], at)?, ev.int(args[1], at)?)))
}

fn round<'a>(
    ev: &Evaluator<'a>,
    args: &[Value<'a>],
    at: Pos,
    operation: fn(f64) -> f64,
) -> Result<'a, Value<'a>> {
    let value = ev.force(args[0])?;
    // 2^63 is the first that does not fit; -2^63 fits. NaN is in no range.
    let limit = -(i64::MIN as f64);
    let fits = |number: f64| (-limit..limit).contains(&number);
    let Kind::Float(number) = value.kind() else {
        let number = ev.int(value, at)?;
        // Nix rounds the nearest float, and refuses where that is another number (`src/libexpr/primops.cc`, NixOS/nix#12899).
        let nearest = number as f64;
        return if fits(nearest) && nearest as i64 == number {
            Ok(Value::int(number))
        } else {
            Err(ev.type_error(at, format!("no float is the integer {number}")))
        };
    };
    let rounded = operation(number);
    if fits(rounded) {
        Ok(Value::int(rounded as i64))
    } else {
        Err(ev.type_error(at, format!("{number:e} does not fit into an integer")))
    }
}
