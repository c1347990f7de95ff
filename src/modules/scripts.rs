//! Scripts that the configuration writes into the store, and that others name by their path: `pkgs.writeShellScript`.

use std::{collections::BTreeMap, sync::Arc};

use super::facts::{Node, Plain};
use crate::eval::{Evaluator, Kind, Pos, Result, Value, builtins::Builtin};

const STORE: &str = "/nix/store/";

/// Where scripts run that matter for what is wiped.
const PLACES: [&[&str]; 1] = [&["boot", "initrd"]];

pub(super) static SCRIPT: Builtin = Builtin { name: "script", arity: 2, run: script };

/// `script name text`: where a text is written to. Of one that is not wholly known, the parts are told, too.
fn script<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], at: Pos) -> Result<'a, Value<'a>> {
    let name = ev.force(args[0])?;
    let text = ev.force(args[1])?;
    let text = match (name.kind(), text.kind()) {
        (Kind::Unknown(_), _) => return Ok(name),
        (_, Kind::Unknown(unknown)) => match unknown.partial {
            Some(partial) => partial,
            None => return Ok(text),
        },
        _ => ev.str(text, at)?.text,
    };
    Ok(Value::new(Kind::Str(ev.text_file(ev.str(name, at)?.text, text)), at))
}

/// The texts of the scripts that a configuration names where they matter, and of those that these name, by store path.
pub(super) fn named(ev: &Evaluator<'_>, config: &Node) -> BTreeMap<Arc<str>, Arc<str>> {
    let mut found = BTreeMap::new();
    for place in PLACES.iter().filter_map(|place| config.at(place)) {
        texts(place, &mut |text| follow(ev, text, &mut found));
    }
    found
}

/// All texts in what was read, whole or in part.
fn texts(node: &Node, told: &mut dyn FnMut(&str)) {
    match &node.value {
        Plain::String(text) => told(text),
        Plain::List(list) => list.items.iter().for_each(|item| texts(item, told)),
        Plain::Attrs(attrs) => attrs.entries.values().for_each(|attr| texts(&attr.node, told)),
        Plain::Unknown(unknown) => {
            unknown.partial.iter().for_each(|text| told(text));
            unknown.may.iter().for_each(|may| texts(may, told));
        }
        _ => {}
    }
}

fn follow(ev: &Evaluator<'_>, text: &str, found: &mut BTreeMap<Arc<str>, Arc<str>>) {
    for (at, _) in text.match_indices(STORE) {
        let is_name = |c: char| c.is_ascii_alphanumeric() || "+-._?=".contains(c);
        let rest = &text[at + STORE.len()..];
        let name = rest.split(|c| !is_name(c)).next().unwrap_or_default();
        let path = &text[at..at + STORE.len() + name.len()];
        if found.contains_key(path) {
            continue;
        }
        if let Some(script) = ev.text_of_file(path) {
            found.insert(path.into(), script.into());
            follow(ev, script, found);
        }
    }
}
