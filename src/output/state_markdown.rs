//! What lives where, as Markdown: for a wiki, a pull request or the README of a configuration.

use super::{Places, place::Location, state_table::sorted};
use crate::model::{Certainty, Fact, Host, Mount, PersistenceEntry};

/// The state of the hosts of a report.
#[must_use]
pub fn markdown(places: &Places<'_>, only_lost: bool) -> String {
    let hosts = places.report().fleet.hosts.iter();
    hosts.map(|host| of_host(host, places, only_lost)).collect::<Vec<_>>().join("\n")
}

fn of_host(host: &Host, places: &Places<'_>, only_lost: bool) -> String {
    let mode = host.mode.map_or("not evaluated", |mode| mode.as_str());
    let mut out = format!("# {}\n\nEvaluated: {mode}.\n", text(&host.name));
    if let Some(excluded) = host.excluded {
        out += &format!("No rule applies: {}.\n", text(excluded.why));
    }
    out += "\n## State\n\n";
    let rows = sorted(host, only_lost).into_iter().map(|state| {
        let by = match (&state.kept_by, &state.implied_by) {
            (Some(by), _) => format!("kept by {}", code(by)),
            (None, Some(by)) => format!("turned on by {}", code(by)),
            (None, None) => state.note.as_deref().map(text).unwrap_or_default(),
        };
        [
            code(&state.path),
            match host.entry_below(&state.path) {
                Some(_) if state.kept == Certainty::No => "in part".to_owned(),
                _ => survives(state.kept).to_owned(),
            },
            code(&state.owner),
            format!("{} ({})", state.kind.as_str(), state.loss.as_str()),
            state.span.map(|span| place(&places.location(span))).unwrap_or_default(),
            by,
        ]
    });
    out += &table(
        ["path", "survives a reboot", "whose", "what", "switched on in", "remark"],
        rows.collect(),
    );
    if only_lost {
        return out;
    }
    out += "\n## Where\n\n";
    let mut rows = Vec::new();
    let entries: Vec<_> = host.entries.iter().filter(|entry| shows(host, entry)).collect();
    // A bind mount is told as what it keeps.
    let is_told = |mount: &Mount| entries.iter().any(|entry| entry.path == mount.path);
    for mount in host.mounts.iter().filter(|mount| !mount.is_bind() || !is_told(mount)) {
        let device = known(&mount.device).unwrap_or_default();
        let on = match (mount.subvolume(), known(&mount.fs_type)) {
            (Some(subvolume), _) => format!("{} {}", code(subvolume), code(device)),
            (None, Some(fs_type)) if device == fs_type || device == "none" || device.is_empty() => {
                text(fs_type)
            }
            (None, Some(fs_type)) => format!("{} {}", text(fs_type), code(device)),
            (None, None) => code(device),
        };
        let lasts = match mount.ephemeral.certainty {
            Certainty::Yes => Certainty::No,
            Certainty::No => Certainty::Yes,
            Certainty::Unknown => Certainty::Unknown,
        };
        rows.push((&mount.path, on, lasts, text(&mount.ephemeral.why)));
    }
    for entry in &entries {
        let on = format!("{} of {}", entry.kind.as_str(), code(&entry.root));
        rows.push((&entry.path, on, host.kept(&entry.path).certainty, text(entry.source.as_str())));
    }
    let volatile = host.volatile_places();
    for place in &volatile {
        let on = place.fs_type.map(text).unwrap_or_default();
        rows.push((&place.path, on, Certainty::No, place.why.to_owned()));
    }
    rows.sort();
    let rows = rows
        .into_iter()
        .map(|(path, on, lasts, why)| [code(path), on, survives(lasts).to_owned(), why]);
    out += &table(["path", "on", "survives a reboot", "why"], rows.collect());
    out
}

/// A bind or link from what is wiped keeps nothing.
fn shows(host: &Host, entry: &PersistenceEntry) -> bool {
    !entry.is_blank()
        && (entry.source.is_module() || host.kept(&entry.path).certainty != Certainty::No)
}

fn survives(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Yes => "yes",
        Certainty::No => "**no**",
        Certainty::Unknown => "not known",
    }
}

fn table<const N: usize>(names: [&str; N], rows: Vec<[String; N]>) -> String {
    if rows.is_empty() {
        return "None known.\n".to_owned();
    }
    let mut out = format!("| {} |\n|{}\n", names.join(" | "), "---|".repeat(N));
    for row in rows {
        out += &format!("| {} |\n", row.join(" | "));
    }
    out
}

fn known(fact: &Fact<Option<String>>) -> Option<&str> {
    fact.some().map(String::as_str)
}

fn place(location: &Location) -> String {
    code(&format!("{}:{}", location.file, location.start.line))
}

/// Text in a cell.
fn text(text: &str) -> String {
    let text = super::escape(text).into_owned();
    text.replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;")
}

/// A name or path in a cell.
fn code(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let text = super::escape(text).replace('|', "\\|");
    // Backticks inside need a longer fence.
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}
