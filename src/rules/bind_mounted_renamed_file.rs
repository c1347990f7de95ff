//! See `lints/bind-mounted-renamed-file.md`.

use super::{Fixable, Rule, Sink, lost, proposals};
use crate::{
    diagnostic::{Intent, Proposal, Safety, Severity},
    model::{
        Certainty, EntryKind, Host, How, PersistenceEntry, Source, StateKind,
        knowledge::{Relation, Replaced},
        path,
    },
    source::Span,
};

pub(super) static RULE: Rule = Rule {
    id: "bind-mounted-renamed-file",
    summary: "a file is persisted by itself that its program replaces by another",
    doc: include_str!("../../lints/bind-mounted-renamed-file.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

/// Directories that many programs share, below a home and for the system: to persist one for a single file is too much.
const SHARED: [&str; 5] = ["/.cache", "/.config", "/.local/share", "/.local/state", "/var/lib"];

fn check(host: &Host, sink: &mut Sink) {
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for (entry, replaced) in
        lost::entries(host).filter_map(|entry| Some((entry, replaced(host, entry)?)))
    {
        let (by, parent) = (&*replaced.by, path::parent(&entry.path));
        // Files of one program in one directory are one mistake.
        if seen.contains(&(by, parent)) {
            continue;
        }
        seen.push((by, parent));
        let beside = |(other, of): &(&PersistenceEntry, &Replaced)| {
            of.by == replaced.by && path::parent(&other.path) == parent && other.path != entry.path
        };
        let all =
            lost::entries(host).filter_map(|entry| Some((entry, self::replaced(host, entry)?)));
        let more: Vec<_> = all.filter(beside).map(|(other, _)| other).collect();
        let effect = match entry.how {
            How::Bind => "that fails on a mount point, and what the program wanted to keep is lost",
            How::Symlink => "that replaces the link, and the new file is wiped",
        };
        let home = home(host, entry).unwrap_or_default();
        let around = around(host, entry);
        let (help, proposal) = match (around, parent.strip_prefix(&*home)) {
            (Some(directory), _) => (
                format!("remove the entry: `{}` is persisted as well", directory.path),
                removal(entry, &more, directory),
            ),
            (None, Some("")) => (
                "let the program keep the file in a directory of its own, and persist that"
                    .to_owned(),
                None,
            ),
            (None, Some("/etc")) => ("declare the file in the configuration".to_owned(), None),
            (None, Some(inside)) if SHARED.contains(&inside) => (
                format!(
                    "declare the file in the configuration; or persist `{parent}` as a whole, \
                    with what else is in it"
                ),
                None,
            ),
            // NixOS links files into directories there, which one that is bound later hides.
            (None, _) if path::is_below(parent, "/etc") => {
                (format!("persist the directory `{parent}` instead"), None)
            }
            (None, _) => {
                let mode = mode(host, parent, &home);
                let with = mode.as_ref().map(|mode| format!(", with `mode = {mode:?}`"));
                (
                    format!("persist the directory `{parent}` instead{}", with.unwrap_or_default()),
                    directory(host, entry, &more, (parent, &home), mode),
                )
            }
        };
        let note = replaced
            .note
            .as_deref()
            .map(|note| format!("; {}", note.trim_end_matches('.')))
            .unwrap_or_default();
        let path = &entry.path;
        let message = match more.len() {
            0 => format!("`{path}` is persisted by itself, but {by} replaces it"),
            count => format!(
                "`{path}` and {count} more are persisted by themselves, but {by} replaces them"
            ),
        };
        let mut diagnostic = sink
            .diagnostic(message)
            .at(entry.span)
            .reason(format!("{by} writes a new file and renames it to this one; {effect}"))
            .help(format!("{help}{note}"))
            .propose(proposal)
            .path(path.clone())
            .more_paths(more.iter().map(|other| other.path.clone()));
        for (span, paths) in by_place(&more) {
            let text = match paths.as_slice() {
                [_] if span != entry.span => "as is this one".to_owned(),
                [one] => format!("as is `{one}`"),
                several => format!("as are `{}`", several.join("`, `")),
            };
            diagnostic = diagnostic.label(span, text);
        }
        if let Some(directory) = around {
            diagnostic = diagnostic.label(directory.span, "its directory is persisted here");
        }
        sink.report(diagnostic);
    }
}

/// Paths by where they are written: what a function makes is all at one place.
fn by_place<'h>(entries: &[&'h PersistenceEntry]) -> Vec<(Option<Span>, Vec<&'h str>)> {
    let mut places: Vec<(Option<Span>, Vec<&str>)> = Vec::new();
    for entry in entries {
        match places.iter_mut().find(|(span, _)| *span == entry.span) {
            Some((_, paths)) => paths.push(&entry.path),
            None => places.push((entry.span, vec![&entry.path])),
        }
    }
    places
}

/// The mode of a directory that is known to hold secrets.
fn mode(host: &Host, directory: &str, home: &str) -> Option<String> {
    let of_user = path::rest(directory, home).filter(|_| !home.is_empty());
    let place = of_user.map_or_else(|| directory.to_owned(), |inside| format!("~{inside}"));
    let found =
        host.knowledge().by_path(&place).into_iter().find(|found| {
            found.relation == Relation::Same && found.fact.kind == StateKind::Secret
        })?;
    found.fact.mode.map(|mode| mode.to_string())
}

/// The directory in the place of the files, with a mode. The data stays where it is in the storage.
fn directory(
    host: &Host,
    entry: &PersistenceEntry,
    more: &[&PersistenceEntry],
    (parent, home): (&str, &str),
    mode: Option<String>,
) -> Option<Proposal> {
    let user = entry.for_user.as_deref();
    let place =
        if user.is_some() { path::rest(parent, home)?.trim_start_matches('/') } else { parent };
    let mut proposal =
        proposals::moved(host, entry, EntryKind::Directory, user, place, Safety::Unsafe)?;
    if let Some(mode) = mode {
        for intent in &mut proposal.intents {
            let Intent::AddEntries { entries, .. } = intent else { continue };
            let attribute = || ("mode".to_owned(), format!("{mode:?}"));
            entries.iter_mut().for_each(|entry| entry.attributes.push(attribute()));
        }
    }
    for other in more {
        let path = other.written.as_ref().unwrap_or(&other.path).clone();
        proposal.intents.push(Intent::TakeEntry { item: other.span?, path });
    }
    Some(Proposal { title: format!("persist `{parent}` instead"), ..proposal })
}

/// The files go, where the storage of the directory has them as well.
fn removal(
    entry: &PersistenceEntry,
    more: &[&PersistenceEntry],
    directory: &PersistenceEntry,
) -> Option<Proposal> {
    let same = |file: &PersistenceEntry| {
        path::rest(&file.path, &directory.path)
            .is_some_and(|rest| file.storage == path::join(&directory.storage, rest))
    };
    if !same(entry) || !more.iter().all(|other| same(other)) {
        return None;
    }
    let mut proposal = proposals::removal(entry, Safety::Unsafe)?;
    for other in more {
        proposal.intents.push(Intent::RemoveItem { item: other.span? });
    }
    Some(proposal)
}

/// What is known of a file that is persisted by itself and replaced.
fn replaced<'h>(host: &'h Host, entry: &PersistenceEntry) -> Option<&'h Replaced> {
    if entry.kind != EntryKind::File {
        return None;
    }
    let found = host.state_options.replaced.iter().find(|file| file.is_at(&entry.path))?;
    let replaced = &host.knowledge().replaced_files()[found.record];
    // Who asks for a link has looked at what the program does with it.
    let link = entry.how == How::Symlink
        && (replaced.follows_links || entry.source == Source::Preservation);
    let accounts = super::bind_mounted_account_db::FILES.contains(&entry.path.as_str());
    // In a directory that is persisted in another way than the file, it is kept. One that is not known may be such.
    let may_be_around = |other: &PersistenceEntry| {
        other.kind == EntryKind::Directory && path::is_below(&entry.path, &other.path)
    };
    let alone = host.entries.missing_for(path::parent(&entry.path)).is_none()
        && !host.entries.iter().any(may_be_around);
    let reached = alone || self::around(host, entry).is_some();
    (!link && !accounts && reached).then_some(replaced)
}

/// The persisted directories that a file is in.
fn directories<'h>(
    host: &'h Host,
    entry: &PersistenceEntry,
) -> impl Iterator<Item = &'h PersistenceEntry> {
    let parent = path::parent(&entry.path);
    lost::entries(host).filter(move |other| {
        other.kind == EntryKind::Directory && path::is_at_or_below(parent, &other.path)
    })
}

/// The persisted directory that the file is mounted in once more. Mounts of preservation are units, and systemd mounts what
/// is inside last: the file is a mount point all the same. What impermanence makes of it depends on which comes first.
fn around<'h>(host: &'h Host, entry: &PersistenceEntry) -> Option<&'h PersistenceEntry> {
    let is_mount = entry.how == How::Bind && entry.source == Source::Preservation;
    directories(host, entry).filter(|_| is_mount).find(|directory| {
        directory.how == How::Bind
            && directory.source == Source::Preservation
            && (entry.in_initrd == Certainty::No || directory.in_initrd == Certainty::Yes)
    })
}

/// The home that an entry is in.
fn home(host: &Host, entry: &PersistenceEntry) -> Option<String> {
    let homes =
        host.users.iter().filter_map(|user| user.home.some()).map(|home| path::normalize(home));
    homes.filter(|home| home != "/" && path::is_below(&entry.path, home)).max_by_key(String::len)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{ephemeral, merge};

    fn paths(ann: Value) -> Vec<String> {
        let config = json!({
            "users": { "users": { "ann": { "isNormalUser": true } } },
            "environment": { "persistence": { "/persist": { "users": { "ann": ann }, "files": ["/etc/machine-id"] } } },
        });
        RULE.check(&ephemeral(config)).into_iter().filter_map(|found| found.path).collect()
    }

    const HISTORY: &str = ".local/share/fish/fish_history";

    #[test]
    fn files_that_are_replaced() {
        assert_eq!(paths(json!({ "files": [HISTORY] })), [format!("/home/ann/{HISTORY}")]);
        assert_eq!(paths(json!({ "files": [".netrc"] })), [] as [&str; 0]);
        assert_eq!(paths(json!({ "directories": [".local/share/fish"] })), [] as [&str; 0]);
        assert_eq!(
            paths(json!({ "files": [HISTORY], "directories": [".local/share/fish"] })),
            [] as [&str; 0]
        );
        assert_eq!(paths(json!({ "files": [{ "file": HISTORY, "method": "symlink" }] })).len(), 1);
        let preserved = json!({
            "users": { "users": { "ann": { "isNormalUser": true } } },
            "preservation": { "enable": true, "preserveAt": { "/persist": { "users": { "ann": {
                "files": [{ "file": HISTORY, "how": "symlink" }] } } } } },
        });
        assert_eq!(RULE.check(&ephemeral(preserved)), []);
    }

    #[test]
    fn a_mount_in_a_persisted_directory_is_a_mount() {
        let helps = |directory: Value, file: Value| {
            let config = json!({
                "users": { "users": { "ann": { "isNormalUser": true } } },
                "preservation": { "enable": true, "preserveAt": { "/persist": { "users": { "ann": {
                    "directories": [directory], "files": [file] } } } } },
            });
            let found = RULE.check(&ephemeral(config)).into_iter();
            found.filter_map(|found| found.help).collect::<Vec<_>>()
        };
        let directory = json!(".local/share/fish");
        let remove = "remove the entry: `/home/ann/.local/share/fish` is persisted as well";
        assert_eq!(helps(directory.clone(), json!(HISTORY)), [remove]);
        assert_eq!(helps(json!(".local/share"), json!(HISTORY)).len(), 1);
        assert_eq!(helps(directory, json!({ "file": HISTORY, "how": "symlink" })), [] as [&str; 0]);
        let linked = json!({ "directory": ".local/share/fish", "how": "symlink" });
        assert_eq!(helps(linked, json!(HISTORY)), [] as [&str; 0], "a link is no mount");
    }

    #[test]
    fn files_of_one_program_are_one_finding() {
        let directory = ".local/share/fish";
        let config = json!({ "environment": { "persistence": { "/persist": { "files": [
            "/var/lib/NetworkManager/secret_key", "/var/lib/NetworkManager/timestamps"] } } } });
        let found = RULE.check(&ephemeral(config));
        let messages: Vec<_> = found.iter().map(|found| found.message.as_str()).collect();
        let expected = "`/var/lib/NetworkManager/secret_key` and 1 more are persisted by \
            themselves, but NetworkManager replaces them";
        assert_eq!(messages, [expected]);
        assert_eq!(paths(json!({ "files": [HISTORY, format!("{directory}/other")] })).len(), 1);
    }

    #[test]
    fn only_where_the_program_writes_the_file() {
        let of_system = |file: &str, more: Value| {
            let mut config =
                json!({ "environment": { "persistence": { "/persist": { "files": [file] } } } });
            merge(&mut config, more);
            RULE.check(&ephemeral(config)).len()
        };
        let networks = "/etc/wpa_supplicant/imperative.conf";
        let wireless = |on: Value, controlled: Value| {
            json!({ "networking": { "wireless": {
            "enable": on, "userControlled": controlled } } })
        };
        assert_eq!(of_system(networks, wireless(json!(true), json!(true))), 1);
        assert_eq!(of_system(networks, wireless(json!(true), json!(false))), 0);
        assert_eq!(of_system(networks, wireless(json!(false), json!(true))), 0);
        assert_eq!(of_system(networks, wireless(json!({ "?": "x" }), json!(true))), 0);
        let printing = json!({ "services": { "printing": { "enable": true } } });
        assert_eq!(of_system("/var/lib/cups/printers.conf", printing), 1);
        assert_eq!(of_system("/var/lib/cups/printers.conf", json!({})), 0);

        let zsh = |file: &str, options: Value| {
            let mut config = json!({
                "users": { "users": { "ann": { "isNormalUser": true } } },
                "environment": { "persistence": { "/persist": { "users": { "ann": { "files": [file] } } } } },
            });
            let home = json!({ "users": { "ann": { "programs": { "zsh": options } } } });
            merge(&mut config, json!({ "home-manager": home }));
            RULE.check(&ephemeral(config)).len()
        };
        let moved = || json!({ "enable": true, "dotDir": "/home/ann/.config/zsh" });
        assert_eq!(zsh(".config/zsh/.zsh_history", moved()), 1);
        assert_eq!(zsh(".zsh_history", moved()), 0);
        assert_eq!(zsh(".zsh_history", json!({ "enable": true })), 1);
        let history = json!({ "history": { "path": "/home/ann/.local/zsh/history" } });
        assert_eq!(zsh(".local/zsh/history", history), 1);
    }

    #[test]
    fn what_holds_secrets_is_for_its_user_alone() {
        let added = |file: &str| {
            let config = json!({
                "users": { "users": { "ann": { "isNormalUser": true } } },
                "environment": { "persistence": { "/persist": { "users": { "ann": { "files": [file] } } } } },
            });
            let found = RULE.check(&ephemeral(config)).remove(0);
            let help = found.help.unwrap_or_default();
            (
                help,
                mode(
                    &ephemeral(json!({})),
                    path::parent(&format!("/home/ann/{file}")),
                    "/home/ann",
                ),
            )
        };
        let (help, mode) = added(".config/rclone/rclone.conf");
        assert_eq!(
            help,
            "persist the directory `/home/ann/.config/rclone` instead, with `mode = \"0700\"`"
        );
        assert_eq!(mode.as_deref(), Some("0700"));
        let (help, mode) = added(HISTORY);
        assert_eq!((help.contains("mode"), mode), (false, None));
    }

    #[test]
    fn a_directory_that_many_share_is_not_the_first_advice() {
        let config = json!({
            "users": { "users": { "ann": { "isNormalUser": true } } },
            "environment": { "persistence": { "/persist": { "users": { "ann": { "files": [".config/monitors.xml"] } } } } },
        });
        let found = RULE.check(&ephemeral(config));
        assert!(
            found[0].help.as_deref().is_some_and(|help| help.starts_with("declare the file")),
            "{found:?}"
        );
    }
}
