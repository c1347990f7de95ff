//! What the embedded library gets from Rust: unknown values, and shipped knowledge of option defaults.

use crate::eval::{Evaluator, Pos, Result, Value, builtins::Builtin};

static OPTION_DEFAULT: Builtin = Builtin { name: "optionDefault", arity: 1, run: option_default };

/// The set that the embedded library is called with.
pub(super) fn set<'a>(evaluator: &Evaluator<'a>) -> Value<'a> {
    let more = vec![
        evaluator.attr("optionDefault", evaluator.native(&OPTION_DEFAULT)),
        evaluator.attr(
            "nixpkgsRelease",
            evaluator.unknown("the release of nixpkgs is not known", Pos::NONE),
        ),
        evaluator.attr("system", evaluator.string("x86_64-linux")),
    ];
    evaluator.primops_with(more)
}

/// `optionDefault [ "services" "x" "enable" ]`: `{ found; value; }`.
fn option_default<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let path = ev.as_list(args[0], at)?;
    for name in path.items {
        ev.str(*name, at)?;
    }
    Ok(ev.set(vec![ev.attr("found", Value::bool(false))]))
}
