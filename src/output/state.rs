//! What lives where: `persist-lint state`.

use serde::Serialize;

use super::{Places, place::Location};
use crate::model::{Certainty, Fact, Host, StatePath};

/// The version of the form.
const VERSION: u32 = 1;

/// What `persist-lint state --format json` prints.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Document {
    /// The version of this form.
    version: u32,
    /// The hosts.
    hosts: Vec<HostState>,
}

/// What lives where on a host.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct HostState {
    /// Its name in the configuration.
    name: String,
    /// How it was evaluated; null when it could not be.
    #[cfg_attr(test, schemars(extend("enum" = ["full", "offline", null])))]
    mode: Option<&'static str>,
    /// Its filesystems.
    mounts: Vec<Mount>,
    /// What is kept on purpose.
    persistence: Vec<Entry>,
    /// What services and programs keep.
    state: Vec<State>,
}

/// A filesystem.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Mount {
    /// Where it is mounted.
    path: String,
    /// What is mounted.
    device: Option<String>,
    /// The type of the filesystem.
    fs_type: Option<String>,
    /// Its mount options.
    options: Option<Vec<String>>,
    /// Whether the initrd mounts it.
    needed_for_boot: Option<bool>,
    /// Whether it is empty after a reboot.
    ephemeral: &'static str,
    /// Why.
    why: String,
    /// Where it is defined.
    location: Option<Location>,
}

/// A path that is kept on purpose.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Entry {
    /// The storage it is kept in.
    root: String,
    /// A directory or a file.
    kind: &'static str,
    /// The path.
    path: String,
    /// Whom it belongs to, when the entry says so.
    user: Option<String>,
    /// Its group, when the entry says so.
    group: Option<String>,
    /// Its mode, when the entry says so.
    mode: Option<String>,
    /// The user whose list it is in.
    for_user: Option<String>,
    /// What keeps it.
    source: &'static str,
    /// Where it is written.
    location: Option<Location>,
}

/// A path that a service or program writes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct State {
    /// The path.
    path: String,
    /// The option whose service or program it belongs to.
    owner: String,
    /// The option that switched the owner on.
    implied_by: Option<String>,
    /// The user in whose home it is.
    for_user: Option<String>,
    /// The unit that uses it.
    unit: Option<String>,
    /// What is kept there.
    kind: &'static str,
    /// Whom it belongs to.
    user: Option<String>,
    /// Its group.
    group: Option<String>,
    /// Its mode.
    mode: Option<String>,
    /// Whether the user exists while the unit runs only.
    dynamic_user: Option<bool>,
    /// What its loss means.
    loss: &'static str,
    /// What else is known.
    note: Option<String>,
    /// How it is known.
    source: &'static str,
    /// Options that move it.
    relocate: Vec<String>,
    /// Whether it outlives a reboot.
    kept: &'static str,
    /// What keeps it.
    kept_by: Option<String>,
    /// The line that brought it about.
    location: Option<Location>,
}

/// The state of all hosts as JSON (DESIGN.md, section 5; fields that are not known are `null`).
///
/// # Panics
/// Never: the form has no keys that JSON lacks.
#[must_use]
pub fn json(reports: &[Places<'_>], only_lost: bool) -> String {
    let of_report = |places: &Places<'_>| {
        let hosts = &places.report().fleet.hosts;
        hosts.iter().map(|host| host_state(host, places, only_lost)).collect::<Vec<_>>()
    };
    let document =
        Document { version: VERSION, hosts: reports.iter().flat_map(of_report).collect() };
    let mut text = serde_json::to_string_pretty(&document).expect("plain data is JSON");
    text.push('\n');
    text
}

fn flat<T: Clone>(fact: &Fact<Option<T>>) -> Option<T> {
    fact.known().cloned().flatten()
}

fn host_state(host: &Host, places: &Places<'_>, only_lost: bool) -> HostState {
    let location = |span: Option<crate::source::Span>| span.map(|span| places.location(span));
    let mounts = host.mounts.iter().map(|mount| Mount {
        path: mount.path.clone(),
        device: flat(&mount.device),
        fs_type: flat(&mount.fs_type),
        options: mount.options.known().cloned(),
        needed_for_boot: mount.needed_for_boot.known().copied(),
        ephemeral: mount.ephemeral.certainty.as_str(),
        why: mount.ephemeral.why.to_string(),
        location: location(mount.span),
    });
    let persistence = host.entries.iter().filter(|entry| !entry.may).map(|entry| Entry {
        root: entry.root.clone(),
        kind: entry.kind.as_str(),
        path: entry.path.clone(),
        user: flat(&entry.user),
        group: flat(&entry.group),
        mode: flat(&entry.mode),
        for_user: entry.for_user.clone(),
        source: entry.source.as_str(),
        location: location(entry.span),
    });
    let shown = |state: &&StatePath| !only_lost || state.kept == Certainty::No;
    let state = host.state.iter().filter(shown).map(|state| State {
        path: state.path.clone(),
        owner: state.owner.clone(),
        implied_by: state.implied_by.clone(),
        for_user: state.for_user.clone(),
        unit: state.unit.clone(),
        kind: state.kind.as_str(),
        user: flat(&state.user),
        group: flat(&state.group),
        mode: flat(&state.mode),
        dynamic_user: state.dynamic_user.known().copied(),
        loss: state.loss.as_str(),
        note: state.note.clone(),
        source: state.source.as_str(),
        relocate: state.relocate.clone(),
        kept: state.kept.as_str(),
        kept_by: state.kept_by.clone(),
        location: location(state.span),
    });
    HostState {
        name: host.name.clone(),
        mode: host.mode.map(crate::modules::facts::Mode::as_str),
        mounts: mounts.collect(),
        persistence: persistence.collect(),
        state: state.collect(),
    }
}

/// The JSON Schema of the document.
#[cfg(test)]
pub(super) fn schema() -> schemars::Schema {
    schemars::schema_for!(Document)
}
