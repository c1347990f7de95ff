//! Options that ask for more than is there: where another nixpkgs is evaluated than the one that the project is for, where the
//! file that sets them is not in the repository, and where nothing has been copied to the store.

use std::path::Path;

use crate::{
    eval::{
        Attr, Body, Env, Error, ErrorKind, Evaluator, Kind, ReadError, Result, Value, Vfs as _,
        builtins::Builtin,
    },
    modules::primops,
    syntax::Sym,
};

/// `fileSystems.<name>.fsType`: what it is where nobody says, up to the release after which somebody has to.
pub(super) fn fs_type<'a>(
    ev: &Evaluator<'a>,
    _: &'a Env<'a>,
    body: Body<'_, 'a>,
) -> Result<'a, Value<'a>> {
    let option = body()?;
    if !primops::locks_an_older_release(ev) {
        return Ok(option);
    }
    Ok(with_default(ev, option, |before| before.unwrap_or_else(|| ev.string("auto"))))
}

/// `nixpkgs.system`: that of a usual machine where neither it nor `nixpkgs.hostPlatform` is set. Without a platform there is
/// no package, and nothing that mentions one; what is kept and wiped is the same on all of them.
pub(super) fn system<'a>(
    ev: &Evaluator<'a>,
    _: &'a Env<'a>,
    body: Body<'_, 'a>,
) -> Result<'a, Value<'a>> {
    let option = body()?;
    Ok(with_default(ev, option, |before| {
        before.map_or(Value::NULL, |before| ev.lazy_call(ev.native(&KNOWN_SYSTEM), &[before]))
    }))
}

/// An option with another default; anything else as it is.
fn with_default<'a>(
    ev: &Evaluator<'a>,
    option: Value<'a>,
    default: impl FnOnce(Option<Value<'a>>) -> Value<'a>,
) -> Value<'a> {
    with_attr(ev, option, "default", default)
}

/// An option or a type with another attribute; anything else as it is.
fn with_attr<'a>(
    ev: &Evaluator<'a>,
    set: Value<'a>,
    name: &str,
    change: impl FnOnce(Option<Value<'a>>) -> Value<'a>,
) -> Value<'a> {
    let Kind::Attrs(attrs) = set.kind() else { return set };
    if attrs.get(Sym::new("_type")).is_none() {
        return set;
    }
    let sym = Sym::new(name);
    let value = change(attrs.get(sym).map(|attr| attr.value));
    let others = attrs.entries.iter().filter(|attr| attr.name != sym).copied();
    let all: Vec<Attr<'a>> = others.chain([ev.attr(name, value)]).collect();
    ev.set(all).with_pos(set.pos())
}

/// `types.pathInStore`: Nix copies a flake to the store before it evaluates it, and here it is read where it is.
pub(super) fn path_in_store<'a>(
    ev: &Evaluator<'a>,
    _: &'a Env<'a>,
    body: Body<'_, 'a>,
) -> Result<'a, Value<'a>> {
    let ty = body()?;
    Ok(with_attr(ev, ty, "check", |check| {
        check.map_or(Value::NULL, |check| ev.partial(&IS_IN_STORE, &[check]))
    }))
}

/// `isInStore check value`
static IS_IN_STORE: Builtin = Builtin {
    name: "isInStore",
    arity: 2,
    run: |ev, args, at| {
        let checked = ev.call(args[0], &args[1..], at)?;
        let path = match (checked.kind(), ev.force(args[1])?.kind()) {
            (Kind::Bool(false), Kind::Str(path) | Kind::Path(path)) => path.text,
            _ => return Ok(checked),
        };
        let is_source = path.starts_with('/')
            && !matches!(ev.vfs().kind(Path::new(path)), Err(ReadError::Outside));
        Ok(Value::bool(is_source))
    },
};

static KNOWN_SYSTEM: Builtin = Builtin {
    name: "knownSystem",
    arity: 1,
    run: |ev, args, _| {
        ev.force(args[0]).or_else(|error| {
            if !is_unset_platform(error) {
                return Err(error);
            }
            ev.fail(error);
            Ok(ev.string(primops::SYSTEM))
        })
    },
};

/// Whether an error says that nobody sets the platform (`nixos/modules/misc/nixpkgs.nix`).
pub(in crate::modules) fn is_unset_platform(error: Error<'_>) -> bool {
    matches!(error.kind, ErrorKind::Throw)
        && error.message.contains("nixpkgs.hostPlatform")
        && error.message.contains("has been set")
}
