//! See `lints/wrong-entry-kind.md`.

use super::{Fixable, Rule, Sink, advice, lost, proposals};
use crate::{
    diagnostic::{Safety, Severity},
    model::{DirectoryKind, EntryKind, Host, PersistenceEntry, path},
};

pub(super) static RULE: Rule = Rule {
    id: "wrong-entry-kind",
    summary: "a file is listed as a directory, or the other way round",
    doc: include_str!("../../lints/wrong-entry-kind.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

/// Files by their whole path.
const FILES: [&str; 6] = [
    "/etc/adjtime",
    "/etc/group",
    "/etc/machine-id",
    "/etc/passwd",
    "/etc/shadow",
    "/etc/wpa_supplicant.conf",
];

/// Files below a home.
const FILES_OF_HOMES: [&str; 8] = [
    ".bash_history",
    ".gitconfig",
    ".netrc",
    ".npmrc",
    ".python_history",
    ".wget-hsts",
    ".zsh_history",
    ".local/share/fish/fish_history",
];

/// Directories by their whole path.
const DIRECTORIES: [&str; 8] = [
    "/etc/NetworkManager/system-connections",
    "/etc/nixos",
    "/etc/ssh",
    "/var/lib",
    "/var/lib/bluetooth",
    "/var/lib/nixos",
    "/var/log",
    "/var/log/journal",
];

/// Directories below a home.
const DIRECTORIES_OF_HOMES: [&str; 8] = [
    ".cache",
    ".config",
    ".gnupg",
    ".local/share",
    ".local/share/keyrings",
    ".local/state",
    ".mozilla",
    ".ssh",
];

fn check(host: &Host, sink: &mut Sink) {
    for entry in lost::entries(host) {
        let target = &entry.path;
        let (kind, is, effect) = match entry.kind {
            EntryKind::Directory if is_file(entry, host) => (
                EntryKind::File,
                "is a file, but is listed as a directory",
                "an empty directory takes its place",
            ),
            EntryKind::File if is_directory(entry, host) => (
                EntryKind::Directory,
                "is a directory, but is listed as a file",
                "an empty file or a dangling link takes its place",
            ),
            _ => continue,
        };
        let diagnostic = sink
            .diagnostic(format!("`{target}` {is}"))
            .at(entry.span)
            .reason(format!("{effect}, and the program that needs it fails"))
            .help(format!("move it to `{}`", advice::list_name(kind)))
            .propose(proposals::moved(
                host,
                entry,
                kind,
                entry.for_user.as_deref(),
                entry.written.as_ref().unwrap_or(target),
                Safety::Safe,
            ))
            .path(target.clone());
        sink.report(diagnostic);
    }
}

/// The path below the home of a user.
fn in_home<'e>(entry: &'e PersistenceEntry, host: &Host) -> Option<&'e str> {
    let mut homes = host.users.iter().filter_map(|user| user.home.some());
    homes.find_map(|home| path::rest(&entry.path, home)?.strip_prefix('/'))
}

fn is_file(entry: &PersistenceEntry, host: &Host) -> bool {
    let name = entry.path.rsplit('/').next().unwrap_or_default();
    let host_key =
        name.starts_with("ssh_host_") && (name.ends_with("_key") || name.ends_with("_key.pub"));
    host_key
        || FILES.contains(&entry.path.as_str())
        || in_home(entry, host).is_some_and(|path| FILES_OF_HOMES.contains(&path))
}

/// Whether it is a directory by its name, or one that systemd makes for a unit.
fn is_directory(entry: &PersistenceEntry, host: &Host) -> bool {
    let of_unit = |unit: &crate::model::Unit| {
        unit.enable.is(&true)
            && unit.directories.iter().any(|directory| {
                directory.kind == DirectoryKind::State && directory.path(false) == entry.path
            })
    };
    DIRECTORIES.contains(&entry.path.as_str())
        || in_home(entry, host).is_some_and(|path| DIRECTORIES_OF_HOMES.contains(&path))
        || host.units.iter().any(of_unit)
}
