//! What lives where: `persist-lint state`.

use serde::Serialize;

use super::{
    Places,
    place::Location,
    unknown::{self, Fields, Unknown},
};
use crate::{
    live::{self, Account, FirstFile, Unclear},
    model::{Certainty, Fact, Host, PutAway, StatePath},
};

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
    #[cfg_attr(test, schemars(extend("enum" = ["full", "offline", "nix", null])))]
    mode: Option<&'static str>,
    /// Its filesystems.
    mounts: Vec<Mount>,
    /// What is kept on purpose.
    persistence: Vec<Entry>,
    /// Where something may be kept that could not be evaluated.
    unclear: Vec<UnclearPath>,
    /// What services and programs keep.
    state: Vec<State>,
    /// Files that NixOS itself writes, links to the store aside.
    made: Vec<String>,
    /// Patterns of paths about which the configuration of persist-lint wants nothing said.
    ignored: Vec<String>,
    /// Users with a home.
    users: Vec<User>,
    /// Files that somebody has to put there before the first boot, or that are others than before after it.
    first_boot: Vec<First>,
    /// Where the initrd puts old roots away.
    old_roots: Vec<OldRoots>,
    /// What could not be known while the host was evaluated.
    unknown: Vec<Unknown>,
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
    /// Why fields are not known that somebody says something about, by their names.
    unknown: Fields,
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
    /// Where its data is.
    storage: String,
    /// How the path leads there.
    #[cfg_attr(test, schemars(extend("enum" = ["bind", "link"])))]
    how: &'static str,
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
    /// Why fields are not known that somebody says something about, by their names.
    unknown: Fields,
}

/// A directory in which something may be kept that is not known.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct UnclearPath {
    /// The directory; `/` when it can be anywhere.
    path: String,
    /// Why it is not known.
    reason: String,
    /// Where that is written.
    location: Option<Location>,
}

/// A user.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct User {
    /// The name.
    name: String,
    /// The home directory.
    home: String,
    /// Whether it is a person.
    normal: bool,
}

/// A file of the first boot.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct First {
    /// The path, as the configuration names it.
    path: String,
    /// What it is.
    #[cfg_attr(test, schemars(extend("enum" = ["machine-id", "uid-map", "host-key", "decryption-key", "password", "secret"])))]
    role: &'static str,
    /// The type of a host key, the user of a password, the option of a secret.
    of: Option<String>,
}

/// A folder of old roots.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct OldRoots {
    /// The device that is mounted to get there; null when the folder is a path of the machine.
    device: Option<String>,
    /// The folder, from the top of the device.
    path: String,
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
    /// Why fields are not known that somebody says something about, by their names.
    unknown: Fields,
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
        unknown: unknown::fields(unknown::of_mount(mount), places),
    });
    let kept = host.entries.iter().filter(|entry| !entry.may && !entry.is_blank());
    let persistence = kept.map(|entry| Entry {
        root: entry.root.clone(),
        kind: entry.kind.as_str(),
        path: entry.path.clone(),
        storage: entry.storage.clone(),
        how: entry.how.as_str(),
        user: flat(&entry.user),
        group: flat(&entry.group),
        mode: entry.own_mode().cloned(),
        for_user: entry.for_user.clone(),
        source: entry.source.as_str(),
        location: location(entry.span),
        unknown: unknown::fields(unknown::of_entry(entry), places),
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
        unknown: unknown::fields(unknown::of_state(state), places),
    });
    let unclear = Unclear::of(host).into_iter();
    let users = host.users.iter().filter_map(Account::of);
    HostState {
        name: host.name.clone(),
        mode: host.mode.map(crate::modules::facts::Mode::as_str),
        mounts: mounts.collect(),
        persistence: persistence.collect(),
        unclear: unclear
            .map(|at| UnclearPath { path: at.path, reason: at.reason, location: location(at.span) })
            .collect(),
        state: state.collect(),
        made: live::made(host),
        ignored: host.assumptions.ignored.clone(),
        users: users
            .map(|user| User { name: user.name, home: user.home, normal: user.normal })
            .collect(),
        first_boot: FirstFile::of(host).iter().map(first).collect(),
        old_roots: PutAway::of(&host.initrd)
            .into_iter()
            .map(|found| OldRoots { device: found.device, path: found.path })
            .collect(),
        unknown: host
            .unknown
            .iter()
            .map(|(reason, span)| Unknown::new(reason, *span, places))
            .collect(),
    }
}

fn first(file: &FirstFile) -> First {
    let (role, of) = file.role.words();
    First { path: file.path.clone(), role, of: of.map(str::to_owned) }
}

/// The JSON Schema of the document.
#[cfg(test)]
pub(super) fn schema() -> schemars::Schema {
    schemars::schema_for!(Document)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;
    use crate::{
        check::Report,
        live::Configured,
        model::{Fleet, testing::ephemeral},
        source::Files,
    };

    /// A machine that has the document needs nothing else.
    #[test]
    fn what_is_saved_is_what_was_known() {
        let mut host = ephemeral(json!({
            "environment": {
                "persistence": { "/persist": {
                    "directories": ["/var/lib/a", { "directory": "/var/lib/b", "user": "b", "mode": "0700" }],
                    "files": ["/etc/machine-id"],
                    "users": { "ann": { "directories": [".ssh", { "?": "x" }] } },
                } },
                "etc": { "x": { "text": "x", "mode": "0644" }, "y": { "text": "y", "mode": "symlink" } },
            },
            "systemd": { "tmpfiles": { "rules": ["L+ /var/lib/c - - - - /persist/c"] } },
            "services": { "forgejo": { "enable": true }, "openssh": { "enable": true } },
            "boot": { "initrd": { "postDeviceCommands":
                "mkdir /a; mount /dev/sda2 /a; mv /a/root /a/old_roots/$(date +%Y)" } },
            "users": { "users": { "ann": {
                "isNormalUser": true, "home": "/home/ann", "hashedPasswordFile": "/persist/ann",
            } } },
        }));
        host.assumptions.ignored = vec!["/var/lib/x/**".to_owned()];
        let mut configured = Configured::of(&host);
        // The document names lines for people, which are not read back.
        configured.unclear.iter_mut().for_each(|unclear| unclear.span = None);
        // The file that all places are in.
        let files = Files::new();
        files.add(Path::new("host.nix"), &"x".repeat(1000));
        let report = Report {
            files: files.into(),
            fleet: Fleet { hosts: vec![host.into()] },
            whole: true,
            ..Report::default()
        };
        let saved = live::read_saved(&json(&[Places::new(&report)], false)).expect("it is read");
        assert_eq!(saved, [configured]);
        let [saved] = saved.as_slice() else { panic!("one host") };
        assert!(saved.entries.len() >= 5 && saved.accounts.len() == 1 && !saved.state.is_empty());
        assert_eq!(saved.made, ["/etc/x"]);
        assert_eq!(saved.unclear[0].path, "/home/ann");
        let roles: Vec<_> = saved.first_boot.iter().map(|file| file.role.words()).collect();
        assert!(roles.contains(&("password", Some("ann"))), "{roles:?}");
        assert!(roles.contains(&("machine-id", None)), "{roles:?}");
        assert_eq!(saved.put_away.len(), 1);
    }
}
