//! See `lints/bind-mounted-renamed-file.md`.

use super::{Fixable, Rule, Sink, lost, proposals};
use crate::{
    diagnostic::{Proposal, Safety, Severity},
    model::{EntryKind, Host, How, PersistenceEntry, Source, path},
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

fn check(host: &Host, sink: &mut Sink) {
    for entry in lost::entries(host).filter(|entry| entry.kind == EntryKind::File) {
        let known = host.knowledge();
        let in_home = home(host, entry).and_then(|home| path::rest(&entry.path, &home).map(|rest| format!("~{rest}")));
        let Some(replaced) = in_home.and_then(|file| known.replaced(&file)).or_else(|| known.replaced(&entry.path)) else {
            continue;
        };
        let path = &entry.path;
        let parent = path::parent(path);
        let with_directory = |other: &PersistenceEntry| {
            other.kind == EntryKind::Directory && path::is_at_or_below(parent, &other.path)
        };
        // Who asks for a link has looked at what the program does with it; and with the directory kept, the file is too.
        let link = entry.how == How::Symlink && (replaced.follows_links || entry.source == Source::Preservation);
        let accounts = super::bind_mounted_account_db::FILES.contains(&path.as_str());
        if link || accounts || lost::entries(host).any(with_directory) {
            continue;
        }
        let by = &replaced.by;
        let effect = match entry.how {
            How::Bind => "that fails on a mount point, and what the program wanted to keep is lost",
            How::Symlink => "that replaces the link, and the new file is wiped",
        };
        let help = if home(host, entry).is_some_and(|home| home == parent) {
            "let the program keep the file in a directory of its own, and persist that".to_owned()
        } else {
            format!("persist the directory `{parent}` instead")
        };
        let proposal = if home(host, entry).is_some_and(|home| home == parent) { None } else { directory(host, entry, parent) };
        let note = replaced.note.as_deref().map(|note| format!("; {}", note.trim_end_matches('.'))).unwrap_or_default();
        let diagnostic = sink
            .diagnostic(format!("`{path}` is persisted by itself, but {by} replaces it"))
            .at(entry.span)
            .reason(format!("{by} writes a new file and renames it to this one; {effect}"))
            .help(format!("{help}{note}"))
            .propose(proposal)
            .path(path.clone());
        sink.report(diagnostic);
    }
}

/// Directories that hold what many programs keep: all of it would be kept, too.
const SHARED: [&str; 12] = [
    "/etc", "/opt", "/root", "/srv", "/usr", "/var", "/var/cache", "/var/lib", "/var/log", ".cache", ".config", ".local/share",
];

/// The directory in the place of the file. The data stays where it is in the storage.
fn directory(host: &Host, entry: &PersistenceEntry, parent: &str) -> Option<Proposal> {
    let inside = home(host, entry).and_then(|home| path::rest(parent, &home).map(|rest| rest.trim_start_matches('/').to_owned()));
    let place = if entry.for_user.is_some() { inside.as_deref()? } else { parent };
    let is_shared = SHARED.contains(&inside.as_deref().unwrap_or(parent));
    if is_shared {
        return None;
    }
    let moved = proposals::moved(host, entry, EntryKind::Directory, entry.for_user.as_deref(), place, Safety::Unsafe)?;
    Some(Proposal { title: format!("persist `{parent}` instead"), ..moved })
}

/// The home that an entry is in.
fn home(host: &Host, entry: &PersistenceEntry) -> Option<String> {
    let homes = host.users.iter().filter_map(|user| user.home.some()).map(|home| path::normalize(home));
    homes.filter(|home| home != "/" && path::is_below(&entry.path, home)).max_by_key(String::len)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::ephemeral;

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
        assert_eq!(paths(json!({ "files": [HISTORY], "directories": [".local/share/fish"] })), [] as [&str; 0]);
        assert_eq!(paths(json!({ "files": [{ "file": HISTORY, "method": "symlink" }] })).len(), 1);
        let preserved = json!({
            "users": { "users": { "ann": { "isNormalUser": true } } },
            "preservation": { "enable": true, "preserveAt": { "/persist": { "users": { "ann": {
                "files": [{ "file": HISTORY, "how": "symlink" }] } } } } },
        });
        assert_eq!(RULE.check(&ephemeral(preserved)), []);
    }
}
