//! Packages to which overlays of the project give a home of their own.

use super::{embedded, graph::attribute, primops};
use crate::eval::{Evaluator, Kind, Pos, Result, Value};

/// Their names. Nothing is built for that: overlays are asked with packages that only tell what they are overridden with.
pub(super) fn packages<'a>(ev: &Evaluator<'a>, config: Value<'a>) -> Vec<String> {
    let overlays = attribute(ev, config, "nixpkgs").and_then(|set| attribute(ev, set, "overlays"));
    overlays.and_then(|overlays| among(ev, overlays).ok()).unwrap_or_default()
}

fn among<'a>(ev: &Evaluator<'a>, overlays: Value<'a>) -> Result<'a, Vec<String>> {
    if matches!(overlays.kind(), Kind::List(list) if list.items.is_empty()) {
        return Ok(Vec::new());
    }
    let wrapped = ev.import(embedded::WRAPPED, Pos::NONE)?;
    let names = ev.force(ev.call(wrapped, &[primops::set(ev), overlays], Pos::NONE)?)?;
    let mut found = Vec::new();
    for name in ev.as_list(names, Pos::NONE)?.items {
        if let Kind::Str(name) = ev.force(*name)?.kind() {
            found.push(name.text.to_owned());
        }
    }
    Ok(found)
}
