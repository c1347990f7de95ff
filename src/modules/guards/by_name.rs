//! Declarations and definitions by the names they are of: what `mergeModules'` of nixpkgs' `lib/modules.nix` begins with at
//! every place of the tree of options.

use std::sync::LazyLock;

use super::{
    push_down::{Pushed, push},
    tags::{NAMES, Tagged, tagged},
};
use crate::{
    eval::{Attr, Attrs, Body, Env, Evaluator, Kind, List, Pos, Result, Value, builtins::Builtin},
    modules::declarations::ByName,
    syntax::Sym,
};

/// The elements of a list, when these are all.
fn elements<'a>(ev: &Evaluator<'a>, list: Value<'a>) -> Result<'a, Option<&'a [Value<'a>]>> {
    Ok(match ev.force(list)?.kind() {
        Kind::List(&List { items, open: None, .. }) => Some(items),
        _ => None,
    })
}

/// A set, when it has no other attributes than those it shows.
fn whole<'a>(ev: &Evaluator<'a>, value: Value<'a>) -> Result<'a, Option<&'a Attrs<'a>>> {
    Ok(match ev.force(value)?.kind() {
        Kind::Attrs(attrs) if attrs.open.is_none() && attrs.lenient.is_none() => Some(attrs),
        _ => None,
    })
}

/// Two attributes of a set that has them.
fn both<'a>(
    ev: &Evaluator<'a>,
    set: Value<'a>,
    (first, second): (Sym, Sym),
) -> Result<'a, Option<(Value<'a>, Value<'a>)>> {
    let Some(set) = whole(ev, set)? else { return Ok(None) };
    Ok(set.get(first).zip(set.get(second)).map(|(first, second)| (first.value, second.value)))
}

fn field(name: Sym, value: Value<'_>) -> Attr<'_> {
    Attr { name, pos: Pos::NONE, value }
}

/// A list, made where its first element was, as `zipAttrs` has it.
fn list<'a>(ev: &Evaluator<'a>, items: &[Value<'a>]) -> Value<'a> {
    ev.list(items).with_pos(items.first().map_or(Pos::NONE, |first| first.pos()))
}

/// The names of the sets that [`declarations`] makes.
pub(super) const DECLARATION: &[&str] = &["_file", "options", "pos"];

/// `declsByName`: for each name the declarations `{ _file; pos; options; }`.
pub(super) fn declarations<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    body: Body<'_, 'a>,
) -> Result<'a, Value<'a>> {
    static FILE: LazyLock<Sym> = LazyLock::new(|| Sym::new("_file"));
    static POS: LazyLock<Sym> = LazyLock::new(|| Sym::new("pos"));
    // `prefix: modules: configs: let … in`
    let Some(modules) = env.parameter(2) else { return body() };
    let Some(modules) = elements(ev, modules)? else { return body() };
    let position = ev.native(&POSITION);
    let mut members = ByName::default();
    for &module in modules {
        let Some((file, options)) = both(ev, module, (*FILE, NAMES.options))? else {
            return body();
        };
        let Some(options) = whole(ev, options)? else { return body() };
        for attr in options.entries {
            let pos = ev.lazy_call(position, &[Value::NULL.with_pos(attr.pos)]);
            let declaration =
                vec![field(*FILE, file), field(*POS, pos), field(NAMES.options, attr.value)];
            members.add(attr, ev.set(declaration).with_pos(attr.value.pos()));
        }
    }
    Ok(members.into_set_of(ev, |items| list(ev, items)))
}

/// `position value`: where it was made, as `unsafeGetAttrPos` says it.
static POSITION: Builtin =
    Builtin { name: "position", arity: 1, run: |ev, args, _| Ok(ev.position_set(args[0].pos())) };

/// The names of the sets that [`definitions`] makes.
pub(super) const DEFINITION: &[&str] = &["file", "value"];

/// `rawDefinitionsByName`: for each name the definitions `{ file; value; }`.
pub(super) fn definitions<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    body: Body<'_, 'a>,
) -> Result<'a, Value<'a>> {
    let mut members = ByName::default();
    let is_whole = each_definition(ev, env, &mut |attr, file| {
        let definition = vec![field(NAMES.file, file), field(NAMES.value, attr.value)];
        members.add(attr, ev.set(definition).with_pos(attr.value.pos()));
    })?;
    if is_whole { Ok(members.into_set_of(ev, |items| list(ev, items))) } else { body() }
}

/// The names of the sets that [`pushed_down`] makes.
pub(super) const PUSHED: &[&str] = &["config", "file"];

/// `pushedDownDefinitionsByName`: for each name the sets `{ file; config; }` that define something below it.
pub(super) fn pushed_down<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    body: Body<'_, 'a>,
) -> Result<'a, Value<'a>> {
    let mut members = ByName::default();
    let is_whole = each_definition(ev, env, &mut |attr, file| {
        members.add(attr, file);
        members.add(attr, attr.value);
    })?;
    if !is_whole {
        return body();
    }
    let sets = ev.native(&SETS);
    Ok(members
        .into_set_of(ev, |pairs| ev.lazy_call(sets, &[ev.list(pairs)]).with_pos(pairs[1].pos())))
}

/// `sets files-and-values`: of definitions, each a file and a value, the sets `{ file; config; }` in them.
static SETS: Builtin = Builtin {
    name: "sets",
    arity: 1,
    run: |ev, args, at| {
        let mut all = Vec::new();
        let mut open = None;
        let (pairs, _) = ev.as_list(args[0], at)?.items.as_chunks::<2>();
        for &[file, value] in pairs {
            let mut pushed = Pushed::default();
            push(ev, value, &mut pushed)?;
            open = open.or(pushed.open);
            let set = |config| ev.set(vec![field(NAMES.file, file), field(NAMES.config, config)]);
            all.extend(pushed.sets.into_iter().map(set));
        }
        Ok(ev.open_list(&all, open))
    },
};

/// Goes through the attributes of all `configs`, with the files they are from. Whether these are all.
fn each_definition<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    found: &mut dyn FnMut(&'a Attr<'a>, Value<'a>),
) -> Result<'a, bool> {
    let Some(configs) = env.parameter(1) else { return Ok(false) };
    let Some(configs) = elements(ev, configs)? else { return Ok(false) };
    for &config in configs {
        let Some((file, config)) = both(ev, config, (NAMES.file, NAMES.config))? else {
            return Ok(false);
        };
        let Some(config) = whole(ev, config)? else { return Ok(false) };
        for attr in config.entries {
            found(attr, file);
        }
    }
    Ok(true)
}

/// `optionDecls`: of declarations those of options.
pub(super) fn options<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    body: Body<'_, 'a>,
) -> Result<'a, Value<'a>> {
    // `name: decls: let … in`
    let Some(list) = env.parameter(1) else { return body() };
    let Some(declarations) = elements(ev, list)? else { return body() };
    let mut options = Vec::new();
    for &declaration in declarations {
        let declared = match ev.force(declaration)?.kind() {
            Kind::Attrs(attrs) => attrs.get(NAMES.options),
            _ => None,
        };
        let Some(declared) = declared else { return body() };
        match tagged(ev, declared.value)? {
            Tagged::Plain => {}
            Tagged::As("option", _) => options.push(declaration),
            Tagged::As(..) | Tagged::Unclear(_) => return body(),
        }
    }
    if options.len() == declarations.len() { ev.force(list) } else { Ok(ev.list(&options)) }
}

/// `keyFilter`: where no module is disabled, all of them stay, and nobody asks each.
pub(super) fn unfiltered<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    body: Body<'_, 'a>,
) -> Result<'a, Value<'a>> {
    // `{ disabled, modules }: let … in`
    let Some(disabled) = env.parameter(1) else { return body() };
    match elements(ev, disabled)? {
        Some([]) => Ok(ev.native(&super::warnings::SAME)),
        _ => body(),
    }
}
