//! Where the module system of nixpkgs is kept from losing everything over one unknown part.

mod by_name;
mod definitions;
mod finals;
mod module_form;
pub(super) mod options;
mod parts;
mod push_down;
mod tags;
mod unmatched;
mod warnings;

use crate::{
    eval::{
        Action, Body, Entries, Env, Error, ErrorKind, Evaluator, Guard, Kind, Pos, Result, Unknown,
        Value, builtins::Builtin,
    },
    syntax::Sym,
};

const FILE: &str = "/lib/modules.nix";

/// Where the embedded library reads modules.
const NATIVE: &str = "/lib/modules/collect.nix";

/// The guards of nixpkgs' `lib`. A nixpkgs that names these bindings otherwise is evaluated without them.
pub const GUARDS: &[Guard] = &[
    Guard { file: FILE, name: "loadModule", action: Action::Fallback(empty_module) },
    Guard { file: FILE, name: "loadModule", action: Action::Around(remember_own_module) },
    Guard { file: NATIVE, name: "load", action: Action::Around(remember_module) },
    Guard { file: FILE, name: "collectStructuredModules", action: Action::Prepare(known_modules) },
    Guard {
        file: FILE,
        name: "unifyModuleSyntax",
        action: Action::Instead(module_form::NAMES, module_form::unify),
    },
    Guard {
        file: FILE,
        name: "declsByName",
        action: Action::Instead(by_name::DECLARATION, by_name::declarations),
    },
    Guard {
        file: FILE,
        name: "rawDefinitionsByName",
        action: Action::Instead(by_name::DEFINITION, by_name::definitions),
    },
    Guard {
        file: FILE,
        name: "pushedDownDefinitionsByName",
        action: Action::Instead(by_name::PUSHED, by_name::pushed_down),
    },
    Guard { file: FILE, name: "keyFilter", action: Action::Around(by_name::unfiltered) },
    Guard { file: FILE, name: "optionDecls", action: Action::Around(by_name::options) },
    Guard { file: FILE, name: "pushDownProperties", action: Action::Around(push_down::properties) },
    Guard { file: FILE, name: "mergeDefinitions", action: Action::Prepare(definitions::prepare) },
    Guard { file: FILE, name: "defsFinal'", action: Action::Around(finals::finals) },
    Guard { file: FILE, name: "mergedValue", action: Action::Around(definitions::merged) },
    Guard {
        file: "/lib/fixed-points.nix",
        name: "extends",
        action: Action::Prepare(known_overlay),
    },
    Guard { file: FILE, name: "mergeModules", action: Action::Around(unmatched::prepare) },
    Guard { file: FILE, name: "checkUnmatched", action: Action::Around(unchecked) },
    Guard { file: "/lib/trivial.nix", name: "warnIf", action: Action::Around(warnings::none) },
    Guard { file: "/lib/trivial.nix", name: "warnIfNot", action: Action::Around(warnings::none) },
    Guard {
        file: "/pkgs/build-support/trivial-builders/default.nix",
        name: "writeText",
        action: Action::Trust,
    },
    Guard {
        file: "/lib/memoize/memoize.nix",
        name: "nonNullBytesStr",
        action: Action::Fallback(characters),
    },
    Guard {
        file: "/lib/types.nix",
        name: "pathInStore",
        action: Action::Around(options::path_in_store),
    },
    Guard {
        file: "/modules/tasks/filesystems.nix",
        name: "fsType",
        action: Action::Around(options::fs_type),
    },
    Guard {
        file: "/modules/misc/nixpkgs.nix",
        name: "system",
        action: Action::Around(options::system),
    },
];

/// flake-parts asks for all bytes that a string may have; here strings are UTF-8, and the names of systems ASCII.
fn characters<'a>(ev: &Evaluator<'a>, _: &'a Env<'a>, _: Error<'a>) -> Result<'a, Value<'a>> {
    Ok(ev.string((1..=0x7f_u8).map(char::from).collect::<String>()))
}

/// Begins the note of a module that is not known.
pub(super) const MODULE_LEFT_OUT: &str = "a module is left out";

/// How the embedded library ends the reason why a module is missing that would not matter: because its repository was looked
/// through, and as far as its name tells.
const KEEPS_NOTHING: [&str; 2] = ["; its modules keep nothing", SEEMS_TO_KEEP_NOTHING];
const SEEMS_TO_KEEP_NOTHING: &str = "; its modules seem to keep nothing";

/// Whether the modules that are missing for this reason would mount and persist nothing: those of an input that is known
/// for that, and of nixos-hardware, however it is named. A channel and a tarball have no entry in a lock file.
#[must_use]
pub fn keeps_nothing(reason: &str) -> bool {
    cause(reason) != reason || reason.to_ascii_lowercase().contains("nixos-hardware")
}

/// Whether that is a guess: what the configuration says of such modules may tell otherwise.
pub(super) fn seems_to_keep_nothing(reason: &str) -> bool {
    reason.ends_with(SEEMS_TO_KEEP_NOTHING)
        && !reason.to_ascii_lowercase().contains("nixos-hardware")
}

/// The reason alone, without what the missing modules would keep.
pub(super) fn cause(reason: &str) -> &str {
    KEEPS_NOTHING.iter().find_map(|end| reason.strip_suffix(end)).unwrap_or(reason)
}

/// Tells of what was left out below a prefix of options: an unknown part as a note, a failure as an error.
fn tell<'a>(evaluator: &Evaluator<'a>, error: Error<'a>, what: &str, prefix: Vec<&'a str>) {
    match error.kind {
        ErrorKind::Unknown(unknown) => {
            lose(evaluator, unknown);
            if keeps_nothing(unknown.reason) {
                evaluator.leave_out(unknown.reason);
            } else {
                evaluator.mark_incomplete(prefix);
            }
            evaluator.note(format!("{what}: {}", unknown.reason), error.pos);
        }
        _ => {
            evaluator.mark_incomplete(prefix);
            evaluator.fail(error);
        }
    }
}

/// As [`tell`], of modules of the evaluation with these arguments. Modules of a flake make hosts, and what modules of NixOS
/// keep says nothing of them: whatever they may define is not known.
fn tell_of_modules<'a>(ev: &Evaluator<'a>, error: Error<'a>, what: &str, args: Option<Value<'a>>) {
    match error.kind {
        ErrorKind::Unknown(unknown) if keeps_nothing(unknown.reason) && is_of_flake(ev, args) => {
            let reason = cause(unknown.reason);
            if let Kind::Unknown(unknown) = ev.unknown(reason, error.pos).kind() {
                lose(ev, unknown);
            }
            ev.leave_out(reason);
            ev.note(format!("{what}: {reason}"), error.pos);
        }
        _ => tell(ev, error, what, prefix(ev, args)),
    }
}

/// Whether an evaluation of modules makes a flake, from the arguments that its modules get.
fn is_of_flake<'a>(ev: &Evaluator<'a>, args: Option<Value<'a>>) -> bool {
    let class = args.map(|args| ev.select(ev.force(args)?, Sym::new("_class"), Pos::NONE));
    let class = class.and_then(|class| ev.force(class.ok()?).ok());
    matches!(class.map(Value::kind), Some(Kind::Str(class)) if class.text == "flake")
}

/// The options that an evaluation of modules is for, from the arguments that its modules get.
fn prefix<'a>(ev: &Evaluator<'a>, args: Option<Value<'a>>) -> Vec<&'a str> {
    let of = |args: Value<'a>| {
        let prefix = ev.select(ev.force(args)?, Sym::new("_prefix"), Pos::NONE)?;
        let names = ev.as_list(ev.force(prefix)?, Pos::NONE)?.items.iter();
        names.map(|name| Ok(ev.str(ev.force(*name)?, Pos::NONE)?.text)).collect::<Result<'a, _>>()
    };
    args.and_then(|args| of(args).ok()).unwrap_or_default()
}

/// How long a reason may be to which others are added.
const MANY: usize = 200;

/// Remembers why a module is not known; of several, all.
fn lose<'a>(evaluator: &Evaluator<'a>, unknown: &'a Unknown<'a>) {
    let Some(before) = evaluator.lost() else { return evaluator.lose(unknown) };
    if before.reason.contains(cause(unknown.reason)) || before.reason.len() > MANY {
        return;
    }
    let all = format!("{}, or {}", cause(before.reason), cause(unknown.reason));
    if let Kind::Unknown(all) = evaluator.unknown(all, Pos::NONE).kind() {
        evaluator.lose(all);
    }
}

/// `loadModule args file key module`: remembers the importing file, the module as it was imported, and what it is.
fn remember_module<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    body: Body<'_, 'a>,
) -> Result<'a, Value<'a>> {
    let loaded = body()?;
    let importer = env.up.and_then(|env| env.up).and_then(|env| env.slots().first()?.get());
    if let (Some(importer), Some(module)) =
        (importer, env.slots().first().and_then(|slot| slot.get()))
    {
        ev.remember([importer, module, loaded]);
    }
    Ok(loaded)
}

/// The same in nixpkgs, but for the modules of other machines: what this one is made of is asked for.
fn remember_own_module<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    body: Body<'_, 'a>,
) -> Result<'a, Value<'a>> {
    if ev.has_result() && prefix(ev, args_of(env)).is_empty() {
        return body();
    }
    remember_module(ev, env, body)
}

/// `args` of `args: fallbackFile: fallbackKey: m`.
fn args_of<'a>(env: &'a Env<'a>) -> Option<Value<'a>> {
    std::iter::successors(Some(env), |env| env.up).nth(3)?.slots().first()?.get()
}

/// Where the project imports a module that is not known. What a library did with it is no place to look at.
fn imported_at<'a>(ev: &Evaluator<'a>, env: &'a Env<'a>, failed: Pos) -> Pos {
    let module = env.slots().first().and_then(|slot| slot.get());
    let made = module.and_then(|module| ev.force(module).ok()).map(Value::pos);
    let places = [Some(failed), made, module.map(Value::pos)];
    places.into_iter().flatten().find(|place| ev.is_own(*place)).unwrap_or(failed)
}

/// A module that cannot be known declares and defines nothing.
fn empty_module<'a>(
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
    let module = env.slots().first().and_then(|slot| slot.get()?.evaluated());
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

/// A part of a module that cannot be known defines nothing. One that fails is told by whoever asks for what it would define.
fn nothing_defined<'a>(ev: &Evaluator<'a>, error: Error<'a>) -> Result<'a, ()> {
    if !matches!(error.kind, ErrorKind::Unknown(_)) {
        return Err(error);
    }
    tell(ev, error, "a part of a module is left out", Vec::new());
    Ok(())
}

/// Puts `builtin (list in a slot)` in the place of the list, to be computed when the list is.
fn filter_slot<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    builtin: &'static Builtin,
    more: &[Value<'a>],
) {
    let Some(slot) = env.slots().first() else { return };
    if let Some(list) = slot.get() {
        slot.set(Some(ev.lazy_call(ev.native(builtin), &[more, &[list]].concat())));
    }
}

/// `collectStructuredModules parentFile parentKey initialModules args`: of a list that is not known to its end, the
/// modules that are known.
fn known_modules<'a>(ev: &Evaluator<'a>, env: &'a Env<'a>) {
    if let (Some(args), Some(env)) = (env.slots().first().and_then(|slot| slot.get()), env.up) {
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

/// `extends overlay f final`: an overlay that is not known adds nothing that is known; what is asked for and not there
/// is unknown then.
fn known_overlay<'a>(ev: &Evaluator<'a>, env: &'a Env<'a>) {
    if let Some(env) = env.up.and_then(|env| env.up) {
        filter_slot(ev, env, &KNOWN_OVERLAY, &[]);
    }
}

static KNOWN_OVERLAY: Builtin = Builtin {
    name: "knownOverlay",
    arity: 1,
    run: |ev, args, _| {
        let overlay = ev.force(args[0])?;
        Ok(match overlay.kind() {
            Kind::Unknown(_) | Kind::Lambda(_) => ev.partial(&KNOWN_RESULT, &[overlay]),
            _ => overlay,
        })
    },
};

/// `knownResult overlay final prev`: what is known of the set that an overlay gives.
static KNOWN_RESULT: Builtin = Builtin {
    name: "knownResult",
    arity: 3,
    run: |ev, args, at| {
        let result = ev.call(args[0], &args[1..], at);
        let (known, unknown, place) = match result.map(|result| (result, result.kind())) {
            Ok((result, Kind::Unknown(unknown))) => (Entries::EMPTY, unknown, result.pos()),
            Ok((result, Kind::Attrs(attrs))) => match attrs.open {
                Some(unknown) => (attrs.entries, unknown, result.pos()),
                None => return Ok(result),
            },
            Ok((result, _)) => return Ok(result),
            Err(error) => match error.kind {
                ErrorKind::Unknown(unknown) => (Entries::EMPTY, unknown, error.pos),
                _ => return Err(error),
            },
        };
        let place = args[0].pos().or(place).or(at);
        ev.note(format!("an overlay is left out: {}", unknown.reason), place);
        let Kind::Attrs(known) = ev.set_in(known, None).kind() else {
            unreachable!("a set was made")
        };
        Ok(ev.lenient(known, unknown, place))
    },
};

/// Definitions of options that nobody declares are no error: the module that declares them may not be on disk, or the inputs
/// that are do not go together. The message shows their values, which may need what is being made here.
///
/// To find them, all definitions of all modules are looked through. For another machine, of which a fact of this one needs a
/// part, nobody does: the flake of an input may hold thirty.
fn unchecked<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    body: Body<'_, 'a>,
) -> Result<'a, Value<'a>> {
    // `evalModules { modules, prefix, … }`
    let prefix = env.up.and_then(|env| env.slots().get(1)?.get());
    let is_other = || {
        let prefix = prefix.and_then(|prefix| ev.force(prefix).ok());
        matches!(prefix.map(Value::kind), Some(Kind::List(prefix)) if prefix.items.is_empty())
    };
    if ev.has_result() && is_other() {
        return Ok(Value::NULL);
    }
    let error = match body() {
        Ok(value) => match value.kind() {
            Kind::Unknown(_) => return Ok(Value::NULL),
            _ => return Ok(value),
        },
        Err(error) => error,
    };
    match error.kind {
        ErrorKind::Limit => return Err(error),
        ErrorKind::Throw => {
            let message = error.message.lines().next().unwrap_or_default();
            ev.note(message.trim().trim_end_matches('.'), error.pos);
        }
        ErrorKind::InfiniteRecursion => {
            ev.note("an option is defined that nobody declares", error.pos);
        }
        _ => {}
    }
    Ok(Value::NULL)
}
