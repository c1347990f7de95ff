//! What the arguments that modules get say of the evaluation they are in.

use crate::{
    eval::{Evaluator, Kind, Pos, Result, Value},
    syntax::Sym,
};

/// Whether an evaluation of modules makes a flake, from the arguments that its modules get.
pub(super) fn is_of_flake<'a>(ev: &Evaluator<'a>, args: Option<Value<'a>>) -> bool {
    let class = args.map(|args| ev.select(ev.force(args)?, Sym::new("_class"), Pos::NONE));
    let class = class.and_then(|class| ev.force(class.ok()?).ok());
    matches!(class.map(Value::kind), Some(Kind::Str(class)) if class.text == "flake")
}

/// The options that an evaluation of modules is for, from the arguments that its modules get.
pub(super) fn prefix<'a>(ev: &Evaluator<'a>, args: Option<Value<'a>>) -> Vec<&'a str> {
    let of = |args: Value<'a>| {
        let prefix = ev.select(ev.force(args)?, Sym::new("_prefix"), Pos::NONE)?;
        let names = ev.as_list(ev.force(prefix)?, Pos::NONE)?.items.iter();
        names.map(|name| Ok(ev.str(ev.force(*name)?, Pos::NONE)?.text)).collect::<Result<'a, _>>()
    };
    args.and_then(|args| of(args).ok()).unwrap_or_default()
}
