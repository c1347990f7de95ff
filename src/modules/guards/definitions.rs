//! The definitions of an option of which some are not certain.
//!
//! A definition under an unknown condition is a *may* definition. It never takes the place of one that certainly holds, and
//! what it defines is known to be uncertain: a member of a list or set, or the whole value where that is one thing.
//! Nothing else of the host is touched by it.

use super::{
    class::{Class, class, fits},
    filter_slot,
    left_out::tell,
    matters::{is_about_keeping, is_element, is_harmless, path},
    merged::{IN_DOUBT, OPEN},
    parts::{Part, Parts},
};
use crate::{
    eval::{Attr, Env, ErrorKind, Evaluator, Kind, Pos, Result, Unknown, Value, builtins::Builtin},
    modules::graph::attribute,
    syntax::Sym,
};

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
