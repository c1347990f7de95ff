//! What the embedded library gets from Rust: unknown values, and shipped knowledge of option defaults.

use super::{
    defaults::{Default, OptionDefaults, OptionNode},
    embedded,
};
use crate::{
    eval::{Evaluator, Kind, Pos, Result, Value, builtins::Builtin},
    syntax::Sym,
};

static OPTION_DEFAULT: Builtin = Builtin { name: "optionDefault", arity: 1, run: option_default };
static OPTION_CHILDREN: Builtin =
    Builtin { name: "optionChildren", arity: 2, run: option_children };
static OPTION_TREE: Builtin = Builtin { name: "optionTree", arity: 1, run: option_tree };

/// The set that the embedded library is called with. Embedded files can import it, too.
pub(super) fn set<'a>(evaluator: &Evaluator<'a>) -> Value<'a> {
    set_for(evaluator, None)
}

/// The same, for a release of nixpkgs when it is the first time.
pub(super) fn set_for<'a>(evaluator: &Evaluator<'a>, release: Option<String>) -> Value<'a> {
    if let Some(value) = evaluator.preloaded(embedded::PRIMOPS) {
        return value;
    }
    let more = vec![
        evaluator.attr("optionDefault", evaluator.native(&OPTION_DEFAULT)),
        evaluator.attr("optionChildren", evaluator.native(&OPTION_CHILDREN)),
        evaluator.attr(
            "nixpkgsRelease",
            match release {
                Some(release) => evaluator.string(release),
                None => evaluator.unknown("the release of nixpkgs is not known", Pos::NONE),
            },
        ),
        evaluator.attr("system", evaluator.string("x86_64-linux")),
    ];
    let value = evaluator.primops_with(more);
    evaluator.preload(embedded::PRIMOPS, value);
    value
}

/// Options that NixOS sets for other options: without all of its modules, nobody knows what they come to.
fn is_implied(path: &[&str]) -> bool {
    static IMPLIED: std::sync::OnceLock<Vec<&'static str>> = std::sync::OnceLock::new();
    let implied = IMPLIED.get_or_init(|| {
        let mut names: Vec<_> = include_str!("native/nixos/implied-options.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .collect();
        names.sort_unstable();
        names
    });
    implied.binary_search(&path.join(".").as_str()).is_ok()
}

/// A list of names of options.
fn names<'a>(ev: &Evaluator<'a>, list: Value<'a>, at: Pos) -> Result<'a, Vec<&'a str>> {
    let list = ev.force(list)?;
    ev.as_list(list, at)?.items.iter().map(|name| Ok(ev.str(ev.force(*name)?, at)?.text)).collect()
}

fn value_of<'a>(ev: &Evaluator<'a>, path: &[&str], default: Default) -> Value<'a> {
    if is_implied(path) {
        return ev.unknown(format!("modules of NixOS may set {}", path.join(".")), Pos::NONE);
    }
    match default {
        Default::Null => Value::NULL,
        Default::Bool(value) => Value::bool(value),
        Default::Int(value) => Value::int(value),
        Default::Str(text) => ev.string(text),
    }
}

/// `optionDefault [ "services" "x" "enable" ]`: `{ found; value; }`.
fn option_default<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let path = names(ev, args[0], at)?;
    Ok(match OptionDefaults::shipped().default_of(&path) {
        Some(default) => ev.set(vec![
            ev.attr("found", Value::bool(true)),
            ev.attr("value", value_of(ev, &path, default)),
        ]),
        None => ev.set(vec![ev.attr("found", Value::bool(false))]),
    })
}

/// `optionChildren path`: the options that are known below a place, as an open set of their defaults.
fn option_children<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let path = names(ev, args[0], at)?;
    let present = ev.force(args[1])?;
    let present = match present.kind() {
        Kind::Attrs(present) => Some(present),
        _ => None,
    };
    Ok(match OptionDefaults::shipped().node(&path) {
        Some(OptionNode::Set(children)) => {
            let mut attrs = Vec::with_capacity(children.len());
            let mut here = path.clone();
            for (name, node) in children {
                let sym = Sym::new(name);
                if *name == "<name>" || present.is_some_and(|set| set.get(sym).is_some()) {
                    continue;
                }
                here.push(name);
                let value = match node {
                    OptionNode::Option(default) => value_of(ev, &here, *default),
                    OptionNode::Set(_) => {
                        let parts: Vec<_> = here.iter().map(|name| ev.string(name)).collect();
                        ev.lazy_call(ev.native(&OPTION_TREE), &[ev.list(&parts)])
                    }
                };
                here.pop();
                attrs.push(crate::eval::Attr { name: sym, pos: Pos::NONE, value });
            }
            ev.set(attrs)
        }
        _ => ev.set(Vec::new()),
    })
}

/// The options that are known below a place, to which more may belong.
fn option_tree<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let known = option_children(ev, &[args[0], Value::NULL], at)?;
    let path = names(ev, args[0], at)?.join(".");
    let open = ev.unknown(format!("{path} may have more options"), Pos::NONE);
    Ok(match (known.kind(), open.kind()) {
        (Kind::Attrs(attrs), Kind::Unknown(open)) => ev.set_in(attrs.entries, Some(open)),
        _ => known,
    })
}
