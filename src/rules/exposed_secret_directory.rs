//! See `lints/exposed-secret-directory.md`.

use super::{Fixable, Rule, Sink, lost, permissions, proposals};
use crate::{
    diagnostic::Severity,
    model::{EntryKind, Host, PersistenceEntry, Source, path},
};

pub(super) static RULE: Rule = Rule {
    id: "exposed-secret-directory",
    summary: "a directory for secrets is open to everybody",
    doc: include_str!("../../lints/exposed-secret-directory.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

/// Directories of the system into which people put keys themselves.
const OF_SYSTEM: [&str; 2] = ["/etc/wireguard", "/var/lib/wireguard"];

/// Directories of homes. GnuPG looks at the mode; of the others it matters only when the home is open.
const OF_HOMES: [&str; 8] = [
    ".config/age",
    ".config/sops",
    ".config/sops/age",
    ".gnupg",
    ".local/share/keyrings",
    ".local/share/password-store",
    ".password-store",
    ".ssh",
];

fn check(host: &Host, sink: &mut Sink) {
    for entry in lost::entries(host).filter(|entry| entry.kind == EntryKind::Directory) {
        let Some(mode) = entry.mode.some() else { continue };
        if permissions::is_open(mode) != Some(true) || is_closed_above(entry, host) {
            continue;
        }
        let directory = &entry.path;
        let (severity, reason) = match secret(entry, host) {
            Some(Secret::OfSystem) => (
                RULE.severity,
                "a key that is put there with the usual mode can be read by every user",
            ),
            Some(Secret::InOpenHome) => {
                (RULE.severity, "the home is open as well, so other users can look into it")
            }
            Some(Secret::OfGnuPg) => {
                (Severity::Info, "GnuPG warns of unsafe permissions every time it is used")
            }
            None => continue,
        };
        let diagnostic = sink
            .diagnostic_at(
                severity,
                format!("`{directory}` is made with mode {mode}, open to other users"),
            )
            .at(entry.mode.span().or(entry.span))
            .reason(reason)
            .help(match entry.source {
                Source::Preservation => "write `mode = \"0700\";` in the entry",
                _ => {
                    "write `mode = \"0700\";` in the entry; impermanence sets it when it makes the \
                    directory only, so `chmod` one that exists"
                }
            })
            .propose(proposals::attributes(entry, &[("mode", "\"0700\"")]))
            .path(directory.clone());
        sink.report(diagnostic);
    }
}

enum Secret {
    OfSystem,
    InOpenHome,
    OfGnuPg,
}

fn secret(entry: &PersistenceEntry, host: &Host) -> Option<Secret> {
    if OF_SYSTEM.contains(&entry.path.as_str()) {
        return (!only_made_keys(entry, host)).then_some(Secret::OfSystem);
    }
    host.users.iter().filter(|user| user.normal.is(&true)).find_map(|user| {
        let home = path::normalize(user.home.some()?);
        let inside = path::rest(&entry.path, &home)?.strip_prefix('/')?;
        let open = user.home_mode.some().and_then(|mode| permissions::is_open(mode));
        match (OF_HOMES.contains(&inside), open, inside) {
            (true, Some(true), _) => Some(Secret::InOpenHome),
            (true, _, ".gnupg") => Some(Secret::OfGnuPg),
            _ => None,
        }
    })
}

/// Whether all keys in a directory may be made by units of NixOS, which write them with umask 077.
fn only_made_keys(entry: &PersistenceEntry, host: &Host) -> bool {
    let inside = |path: &str| path::is_below(path, &entry.path);
    let mut keys = host.secret_files.iter().filter(|file| inside(&file.path)).peekable();
    let none = keys.peek().is_none();
    let more = entry.path == "/etc/wireguard" && !host.secret_files.is_complete();
    (!none || more) && keys.all(|file| !file.generated.is(&false))
}

/// Whether a directory above is closed.
fn is_closed_above(entry: &PersistenceEntry, host: &Host) -> bool {
    host.entries.missing_for(&entry.path).is_some()
        || lost::entries(host).any(|other| {
            path::is_below(&entry.path, &other.path)
                && other.mode.some().and_then(|mode| permissions::is_open(mode)) == Some(false)
        })
}
