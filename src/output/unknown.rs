//! What is not known, and why.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Places, Role, Style, escape, place::Location};
use crate::{
    model::{Certainty, Doubt, Host, Mount, PersistenceEntry, StatePath},
    source::Span,
};

/// How many of the paths are named that one thing makes unknown.
const MOST: usize = 6;

/// Something that could not be known.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub(super) struct Unknown {
    /// Why not.
    reason: String,
    /// Where it comes from.
    location: Option<Location>,
}

impl Unknown {
    pub(super) fn new(reason: &str, span: Option<Span>, places: &Places<'_>) -> Self {
        Self { reason: reason.to_owned(), location: span.map(|span| places.location(span)) }
    }

    fn of(doubt: &Doubt, places: &Places<'_>) -> Self {
        Self::new(&doubt.reason, doubt.span, places)
    }
}

/// Why fields are not known, by the name of the field.
pub(super) type Fields = BTreeMap<&'static str, Unknown>;

/// Fields of something that are not known although somebody speaks of them.
pub(super) type Doubts = Vec<(&'static str, Doubt)>;

fn collect<const N: usize>(doubts: [(&'static str, Option<&Doubt>); N]) -> Doubts {
    let named = doubts.into_iter().filter_map(|(field, doubt)| Some((field, doubt?.clone())));
    named.filter(|(_, doubt)| doubt.is_lost()).collect()
}

/// Of a filesystem.
pub(super) fn of_mount(mount: &Mount) -> Doubts {
    let verdict = &mount.ephemeral;
    let why = Doubt::from(verdict.why.clone()).at(verdict.span);
    collect([
        ("device", mount.device.doubt()),
        ("fs_type", mount.fs_type.doubt()),
        ("options", mount.options.doubt()),
        ("needed_for_boot", mount.needed_for_boot.doubt()),
        ("ephemeral", Some(&why).filter(|_| verdict.certainty == Certainty::Unknown)),
    ])
}

/// Of a path that is kept on purpose.
pub(super) fn of_entry(entry: &PersistenceEntry) -> Doubts {
    collect([
        ("user", entry.user.doubt()),
        ("group", entry.group.doubt()),
        ("mode", entry.mode.doubt()),
    ])
}

/// Of a path that is written.
pub(super) fn of_state(state: &StatePath) -> Doubts {
    collect([
        ("user", state.user.doubt()),
        ("group", state.group.doubt()),
        ("mode", state.mode.doubt()),
        ("dynamic_user", state.dynamic_user.doubt()),
        ("kept", state.doubt.as_ref()),
    ])
}

/// As data.
pub(super) fn fields(doubts: Doubts, places: &Places<'_>) -> Fields {
    doubts.into_iter().map(|(name, doubt)| (name, Unknown::of(&doubt, places))).collect()
}

/// For people: each reason with the paths of the host that it concerns.
pub(super) fn reasons(host: &Host, places: &Places<'_>, style: Style) -> String {
    let mut concerned: BTreeMap<Doubt, Vec<String>> = BTreeMap::new();
    let mounts = host.mounts.iter().map(|mount| (&mount.path, of_mount(mount)));
    let entries = host.entries.iter().map(|entry| (&entry.path, of_entry(entry)));
    let state = host.state.iter().map(|state| (&state.path, of_state(state)));
    for (path, doubts) in mounts.chain(entries).chain(state) {
        for (field, doubt) in doubts {
            let about = match field {
                "kept" | "ephemeral" => path.clone(),
                other => format!("{path} ({})", other.replace('_', " ")),
            };
            let paths = concerned.entry(doubt).or_default();
            if !paths.contains(&about) {
                paths.push(about);
            }
        }
    }
    let mut out = String::new();
    for (doubt, paths) in concerned {
        let place = doubt.span.map_or_else(String::new, |span| {
            style.paint(Role::Faint, &escape::line(&format!(" ({})", places.short(span))))
        });
        out += &format!("  {}{place}\n", escape::line(&doubt.reason));
        let named: Vec<_> = paths.iter().take(MOST).map(String::as_str).collect();
        out += &format!("    {}", escape::line(&named.join(", ")));
        match paths.len() - named.len() {
            0 => out.push('\n'),
            more => out += &format!(" and {more} more\n"),
        }
    }
    out
}
