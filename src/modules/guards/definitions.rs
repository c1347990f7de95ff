//! The definitions of an option of which some are not certain.
//!
//! A definition under an unknown condition is a *may* definition. It never takes the place of one that certainly holds, and
//! what it defines is known to be uncertain: a member of a list or set, or the whole value where that is one thing.
//! Nothing else of the host is touched by it.

use std::sync::LazyLock;

use super::{
    filter_slot,
    left_out::tell,
    parts::{Part, Parts},
};
use crate::{
    eval::{
        Attr, Attrs, Body, Env, Error, ErrorKind, Evaluator, Kind, Pos, Result, Unknown, Value,
        builtins::Builtin, first_line,
    },
    modules::graph::attribute,
    syntax::Sym,
};

/// Marks the first definition of an option whose value as a whole is this unknown.
pub(super) static IN_DOUBT: LazyLock<Sym> = LazyLock::new(|| Sym::new("__inDoubt"));
/// Marks the first definition of an option to which more may belong.
pub(super) static OPEN: LazyLock<Sym> = LazyLock::new(|| Sym::new("__open"));

/// How definitions of a type come together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Member by member.
    Set,
    /// The same, where members have defaults and change each other.
    Submodule,
    /// One after the other.
    List,
    /// Joined to one text.
    Text,
    /// One of them counts.
    Single,
}

/// `mergeDefinitions loc type defs`: takes apart what is not certain, before the module system sees it.
pub(super) fn prepare<'a>(ev: &Evaluator<'a>, env: &'a Env<'a>) {
    let ty = env.parameter(1);
    let location = env.parameter(2);
    if let (Some(location), Some(ty)) = (location, ty) {
        filter_slot(ev, env, &KNOWN_DEFINITIONS, &[location, ty]);
    }
}

static KNOWN_DEFINITIONS: Builtin = Builtin {
    name: "knownDefinitions",
    arity: 3,
    run: |ev, args, at| definitions(ev, args[0], args[1], args[2], at),
};

/// The first definition of an option, and how many more there are.
fn first<'a>(ev: &Evaluator<'a>, env: &'a Env<'a>) -> Result<'a, Option<(&'a Attrs<'a>, usize)>> {
    let Some(list) = env.parameter(1) else { return Ok(None) };
    let Kind::List(list) = ev.force(list)?.kind() else { return Ok(None) };
    let Some((first, more)) = list.items.split_first() else { return Ok(None) };
    let Kind::Attrs(first) = ev.force(*first)?.kind() else { return Ok(None) };
    Ok(Some((first, more.len())))
}

/// What a mark of the first definition says.
pub(super) fn mark<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    name: Sym,
) -> Result<'a, Option<Value<'a>>> {
    let first = first(ev, env)?;
    Ok(first.and_then(|(first, _)| first.get(name)).map(|attr| attr.value))
}

/// `mergedValue`
pub(super) fn merged<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    body: Body<'_, 'a>,
) -> Result<'a, Value<'a>> {
    if let Some(unknown) = mark(ev, env, *IN_DOUBT)? {
        return Ok(unknown);
    }
    let Some(open) = mark(ev, env, *OPEN)? else {
        let value = chosen(ev, env, body().or_else(|error| undecided(ev, error))?);
        return if ev.lost().is_some() { leniently(ev, env, value) } else { Ok(value) };
    };
    let value = ev.force(body()?)?;
    let Kind::Unknown(unknown) = open.kind() else { return Ok(value) };
    Ok(match value.kind() {
        Kind::List(list) => {
            ev.list_in(list.items, list.open.or(Some(unknown))).with_pos(value.pos())
        }
        Kind::Attrs(attrs) => {
            ev.set_in(attrs.entries, attrs.open.or(Some(unknown))).with_pos(value.pos())
        }
        _ => value,
    })
}

/// Several definitions where one is expected, while a module is not known: it may declare how they come together, or decide.
fn undecided<'a>(ev: &Evaluator<'a>, error: Error<'a>) -> Result<'a, Value<'a>> {
    let too_many = "is defined multiple times while it's expected to be unique";
    match (error.kind, ev.lost()) {
        (ErrorKind::Throw, Some(lost)) if error.message.contains(too_many) => {
            ev.note(first_line(error.message).trim_end_matches('.'), error.pos);
            Ok(Value::new(Kind::Unknown(lost), error.pos))
        }
        _ => Err(error),
    }
}

/// A package is where the project chose it, and not where nixpkgs makes it.
fn chosen<'a>(ev: &Evaluator<'a>, env: &'a Env<'a>, value: Value<'a>) -> Value<'a> {
    static PACKAGE: LazyLock<Sym> = LazyLock::new(|| Sym::new("drvPath"));
    let Some(Kind::Attrs(attrs)) = value.evaluated().map(Value::kind) else { return value };
    if attrs.get(*PACKAGE).is_none() {
        return value;
    }
    let Ok(Some((definition, 0))) = first(ev, env) else { return value };
    let place = definition.get(Sym::new("value")).map_or(Pos::NONE, |attr| attr.value.pos());
    if place == Pos::NONE { value } else { value.with_pos(place) }
}

/// A set of which a module that is not known may have defined more: what is asked for and not there is unknown.
fn leniently<'a>(ev: &Evaluator<'a>, env: &'a Env<'a>, value: Value<'a>) -> Result<'a, Value<'a>> {
    let value = ev.force(value)?;
    let ty = env.parameter(2);
    Ok(match (value.kind(), ev.lost(), ty) {
        (Kind::Attrs(attrs), Some(lost), Some(ty))
            if attrs.lenient.is_none() && class(ev, ty)? == Class::Set =>
        {
            ev.lenient(attrs, lost, value.pos())
        }
        _ => value,
    })
}

fn definitions<'a>(
    ev: &Evaluator<'a>,
    location: Value<'a>,
    ty: Value<'a>,
    list: Value<'a>,
    at: Pos,
) -> Result<'a, Value<'a>> {
    let list = ev.force(list)?;
    let Kind::List(definitions) = list.kind() else { return Ok(list) };
    let mut parts = match Parts::of(ev, definitions.items, at) {
        // A package that another release has removed costs nobody the others.
        Err(error)
            if !matches!(error.kind, ErrorKind::InfiniteRecursion | ErrorKind::Limit)
                && is_element(ev, location, at)?
                && is_harmless(ev, location, at)? =>
        {
            ev.note(format!("an element of a list is left out: {}", error.message), error.pos);
            return Ok(ev.list(&[]).with_pos(list.pos()));
        }
        parts => parts?,
    };
    if parts.have_open_lists() && class(ev, ty)? == Class::List {
        parts.close_lists(ev);
    }
    if parts.are_clear() {
        return Ok(list);
    }
    let limit = parts.limit();
    let (doubts, sure) = parts.counting();
    let Some(reason) = doubts.first().and_then(Part::doubt) else {
        return Ok(list_of(ev, &sure, None).with_pos(list.pos()));
    };
    let place = doubts[0].value.pos();
    if is_harmless(ev, location, at)? {
        ev.note(format!("a definition is left out: {}", reason.reason), place);
        if !sure.is_empty() || is_element(ev, location, at)? {
            return Ok(list_of(ev, &sure, None).with_pos(list.pos()));
        }
    }
    // A stronger one that may hold puts all others in doubt.
    let doubted = doubts.iter().any(|part| limit.is_some_and(|limit| part.priority < limit));
    let class = class(ev, ty)?;
    let whole = match class {
        // Whether it is there at all is uncertain then.
        Class::Single | Class::Set | Class::Submodule if sure.is_empty() => true,
        Class::Single => doubted,
        Class::Text => true,
        Class::Set | Class::Submodule | Class::List => {
            !doubts.iter().chain(&sure).any(|part| part.is_known() && fits(class, part.value))
        }
    };
    if whole {
        let may = match doubts.as_slice() {
            [one] if one.is_known() && (doubted || sure.is_empty()) => Some(one.value),
            [one] => match one.value.kind() {
                Kind::Unknown(unknown) if sure.is_empty() || doubted => unknown.may,
                _ => None,
            },
            _ => None,
        };
        let unknown = Unknown { may, partial: None, text: false, ..*reason };
        let unknown = ev.unknown_like(unknown, place);
        let file = doubts[0].file;
        let definition = ev.set(vec![
            ev.attr("file", file),
            ev.attr("value", unknown),
            Attr { name: *IN_DOUBT, pos: Pos::NONE, value: unknown },
        ]);
        return Ok(ev.list(&[definition]).with_pos(list.pos()));
    }
    let mut open = None;
    let mut kept: Vec<Part<'a>> = Vec::new();
    for part in sure.into_iter().chain(doubts) {
        let may = part.may.or(doubted.then_some(reason));
        match may {
            // What binds the entries of a list is as unknown as that list, which is read itself.
            _ if !part.is_known() && binds_entries(ev, location, part.value.pos(), at)? => {}
            _ if !part.is_known() || !fits(class, part.value) => open = part.doubt().or(open),
            Some(may) if class != Class::Single => {
                kept.push(Part { value: uncertain(ev, part.value, may), may: None, ..part });
            }
            Some(_) => {}
            None => kept.push(part),
        }
    }
    // What else a definition sets in a submodule is not to be told from the defaults.
    if let (Class::Submodule, Some(open)) = (class, open) {
        let path = path(ev, location, at)?;
        let what = format!("a definition of `{}` is left out", path.join("."));
        if is_about_keeping(&path) {
            tell(ev, ev.unknown_error(open, place), &what, Vec::new());
        } else {
            ev.note(format!("{what}: {}", open.reason), place);
        }
    }
    // Of types whose definitions come together in a way of their own, there may be more.
    if class == Class::Single {
        open = open.or(Some(reason));
    }
    Ok(list_of(ev, &kept, open).with_pos(list.pos()))
}

/// Whether a definition is of a module that mounts what it is told to keep: it stands in the file that declares where to keep it.
fn binds_entries<'a>(
    ev: &Evaluator<'a>,
    location: Value<'a>,
    place: Pos,
    at: Pos,
) -> Result<'a, bool> {
    const MOUNTS: [&[&str]; 2] = [&["systemd", "mounts"], &["boot", "initrd", "systemd", "mounts"]];
    const STORAGES: [[&str; 2]; 2] =
        [["environment", "persistence"], ["preservation", "preserveAt"]];
    if !MOUNTS.contains(&&*path(ev, location, at)?) {
        return Ok(false);
    }
    let file = |place: Pos| ev.program().span(place).map(|span| span.file);
    let Some(own) = file(place) else { return Ok(false) };
    let declares = |loaded: Value<'a>, option: [&str; 2]| {
        let options = attribute(ev, loaded, "options");
        let set = options.and_then(|options| attribute(ev, options, option[0]));
        let Some(Kind::Attrs(set)) = set.map(Value::kind) else { return false };
        set.get(Sym::new(option[1])).and_then(|attr| file(attr.pos)) == Some(own)
    };
    Ok(ev
        .remembered()
        .into_iter()
        .any(|[_, _, loaded]| STORAGES.iter().any(|option| declares(loaded, *option))))
}

/// Whether a value is of the form that definitions of a class have.
fn fits(class: Class, value: Value<'_>) -> bool {
    match class {
        Class::Set | Class::Submodule => matches!(value.kind(), Kind::Attrs(_)),
        Class::List => matches!(value.kind(), Kind::List(_)),
        Class::Text | Class::Single => true,
    }
}

/// A set or list each of whose members may not be there.
fn uncertain<'a>(ev: &Evaluator<'a>, value: Value<'a>, may: &'a Unknown<'a>) -> Value<'a> {
    match value.kind() {
        Kind::List(list) => {
            let items: Vec<_> = list
                .items
                .iter()
                .map(|item| {
                    ev.unknown_like(
                        Unknown { may: Some(*item), partial: None, text: false, ..*may },
                        item.pos(),
                    )
                })
                .collect();
            let all = ev.list(&items);
            match all.kind() {
                Kind::List(items) => ev.list_in(items.items, list.open).with_pos(value.pos()),
                _ => all,
            }
        }
        Kind::Attrs(attrs) => {
            let condition = Value::new(Kind::Unknown(may), Pos::NONE);
            let wrap = |attr: &Attr<'a>| {
                let content = vec![
                    ev.attr("_type", ev.string("if")),
                    ev.attr("condition", condition),
                    ev.attr("content", attr.value),
                ];
                Attr { value: ev.set(content).with_pos(attr.value.pos()), ..*attr }
            };
            let wrapped = ev.set(attrs.entries.iter().map(wrap).collect());
            match wrapped.kind() {
                Kind::Attrs(all) => ev.set_in(all.entries, attrs.open).with_pos(value.pos()),
                _ => wrapped,
            }
        }
        _ => value,
    }
}

/// Parts as a list of definitions, to be merged.
fn list_of<'a>(ev: &Evaluator<'a>, parts: &[Part<'a>], open: Option<&'a Unknown<'a>>) -> Value<'a> {
    let definition = |(index, part): (usize, &Part<'a>)| {
        let value = match part.order {
            Some(order) => ev
                .set(vec![
                    ev.attr("_type", ev.string("order")),
                    ev.attr("priority", order),
                    ev.attr("content", part.value),
                ])
                .with_pos(part.value.pos()),
            None => part.value,
        };
        let mut attrs = vec![ev.attr("file", part.file), ev.attr("value", value)];
        if let Some(open) = open.filter(|_| index == 0) {
            let value = Value::new(Kind::Unknown(open), Pos::NONE);
            attrs.push(Attr { name: *OPEN, pos: Pos::NONE, value });
        }
        ev.set(attrs)
    };
    ev.list(&parts.iter().enumerate().map(definition).collect::<Vec<_>>())
}

/// How definitions of a type come together, by its name.
fn class<'a>(ev: &Evaluator<'a>, ty: Value<'a>) -> Result<'a, Class> {
    let mut ty = ev.force(ty)?;
    for _ in 0..4 {
        let Kind::Attrs(attrs) = ty.kind() else { return Ok(Class::Single) };
        let Some(name) = attrs.get(Sym::new("name")) else { return Ok(Class::Single) };
        let Kind::Str(name) = ev.force(name.value)?.kind() else { return Ok(Class::Single) };
        let inner = match name.text {
            "attrsOf" | "lazyAttrsOf" => return Ok(Class::Set),
            "submodule" => return Ok(Class::Submodule),
            "listOf" => return Ok(Class::List),
            "separatedString" => return Ok(Class::Text),
            "nullOr" | "unique" => "elemType",
            "coercedTo" => "finalType",
            _ => return Ok(Class::Single),
        };
        let nested =
            attrs.get(Sym::new("nestedTypes")).map(|attr| ev.force(attr.value)).transpose()?;
        let Some(Kind::Attrs(nested)) = nested.map(Value::kind) else { return Ok(Class::Single) };
        let Some(inner) = nested.get(Sym::new(inner)) else { return Ok(Class::Single) };
        ty = ev.force(inner.value)?;
    }
    Ok(Class::Single)
}

/// Options that decide about packages and documentation, and never about what is kept or mounted.
const HARMLESS: &[&[&str]] = &[
    &["nixpkgs"],
    &["nix"],
    &["fonts"],
    &["documentation"],
    &["environment", "systemPackages"],
    &["boot", "kernelPackages"],
    &["boot", "extraModulePackages"],
    &["home-manager", "users", "*", "home", "packages"],
];

/// Submodules that decide what is mounted, wiped and kept, and who it belongs to.
const KEEPING: &[&[&str]] = &[
    &["boot", "initrd"],
    &["containers"],
    &["disko"],
    &["environment", "persistence"],
    &["fileSystems"],
    &["home-manager", "users", "*", "home", "persistence"],
    &["preservation"],
    &["systemd"],
    &["users"],
    &["virtualisation"],
];

fn is_harmless<'a>(ev: &Evaluator<'a>, location: Value<'a>, at: Pos) -> Result<'a, bool> {
    Ok(is_below(&path(ev, location, at)?, HARMLESS))
}

fn is_about_keeping(path: &[&str]) -> bool {
    // The configuration of a home as a whole.
    let is_home = matches!(path, ["home-manager", "users", _]);
    is_home || is_below(path, KEEPING)
}

fn is_below(path: &[&str], patterns: &[&[&str]]) -> bool {
    let matches = |pattern: &&[&str]| {
        path.len() >= pattern.len()
            && pattern.iter().zip(path).all(|(want, part)| *want == "*" || want == part)
    };
    patterns.iter().any(matches)
}

fn path<'a>(ev: &Evaluator<'a>, location: Value<'a>, at: Pos) -> Result<'a, Vec<&'a str>> {
    let mut path = Vec::new();
    for part in ev.as_list(location, at)?.items {
        path.push(ev.str(*part, at)?.text);
    }
    Ok(path)
}

/// Whether an option's path ends in an element of a list: `[definition 1-entry 2]`.
fn is_element<'a>(ev: &Evaluator<'a>, location: Value<'a>, at: Pos) -> Result<'a, bool> {
    let Some(last) = ev.as_list(location, at)?.items.last() else { return Ok(false) };
    Ok(matches!(ev.force(*last)?.kind(), Kind::Str(text) if text.text.starts_with("[definition ")))
}
