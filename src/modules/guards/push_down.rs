//! What is wrapped around sets of options, pushed down to the options: `pushDownProperties` of nixpkgs' `lib/modules.nix`.

use super::{
    left_out::nothing_defined,
    tags::{NAMES, Tagged, tagged},
};
use crate::eval::{
    Attr, Body, Env, ErrorKind, Evaluator, Kind, Pos, Result, Unknown, Value, builtins::Builtin,
};

/// The sets in a definition, with what was around them around their attributes.
#[derive(Default)]
pub(super) struct Pushed<'a> {
    pub sets: Vec<Value<'a>>,
    /// Why there may be more.
    pub open: Option<&'a Unknown<'a>>,
}

/// `pushDownProperties cfg`
pub(super) fn properties<'a>(
    ev: &Evaluator<'a>,
    env: &'a Env<'a>,
    body: Body<'_, 'a>,
) -> Result<'a, Value<'a>> {
    let Some(definition) = env.parameter(0) else { return body() };
    let mut pushed = Pushed::default();
    push(ev, definition, &mut pushed)?;
    Ok(ev.open_list(&pushed.sets, pushed.open))
}

/// Adds the sets in a definition. A part of a module that cannot be known defines nothing.
pub(super) fn push<'a>(
    ev: &Evaluator<'a>,
    definition: Value<'a>,
    pushed: &mut Pushed<'a>,
) -> Result<'a, ()> {
    push_known(ev, definition, pushed).or_else(|error| match error.kind {
        ErrorKind::Unknown(_) => nothing_defined(ev, error),
        _ => Err(error),
    })
}

fn push_known<'a>(
    ev: &Evaluator<'a>,
    definition: Value<'a>,
    pushed: &mut Pushed<'a>,
) -> Result<'a, ()> {
    let (tag, attrs) = match tagged(ev, definition)? {
        Tagged::Plain => ("", None),
        Tagged::As(tag, attrs) => (tag, Some(attrs)),
        Tagged::Unclear(unknown) => {
            // Of places in libraries there are many, and none is one to look at.
            let place = definition.pos();
            let place = if ev.is_own(place) { place } else { Pos::NONE };
            return Err(ev.unknown_error(unknown, place));
        }
    };
    let field = |name| attrs.and_then(|attrs| attrs.get(name)).map(|attr| attr.value);
    let at = definition.pos();
    match (tag, field(NAMES.content), field(NAMES.contents)) {
        ("merge", _, Some(contents)) => {
            let contents = ev.as_list(contents, at)?;
            for &content in contents.items {
                ev.nested(at, || push(ev, content, pushed))?;
            }
            pushed.open = pushed.open.or(contents.open);
        }
        ("if" | "override", Some(content), _) => {
            let mut inner = Pushed::default();
            ev.nested(at, || push(ev, content, &mut inner))?;
            let wrap = ev.partial(&WRAP, &[ev.force(definition)?]);
            for set in inner.sets {
                pushed.sets.push(match ev.force(set)?.kind() {
                    Kind::Attrs(attrs) => ev.mapped(wrap, attrs),
                    _ => set,
                });
            }
            pushed.open = pushed.open.or(inner.open);
        }
        _ => pushed.sets.push(definition),
    }
    Ok(())
}

/// `wrap wrapper name value`: the value with the same around it.
static WRAP: Builtin = Builtin {
    name: "wrap",
    arity: 3,
    run: |ev, args, at| {
        let wrapper = ev.as_attrs(args[0], at)?;
        let mut entries: Vec<Attr<'_>> = wrapper.entries.iter().copied().collect();
        for entry in &mut entries {
            if entry.name == NAMES.content {
                entry.value = args[2];
            }
        }
        Ok(ev.set(entries))
    },
};
