//! See `lints/malformed-entry-path.md`.

use super::{Fixable, Rule, Sink, lost, proposals, recursive_bind};
use crate::{
    diagnostic::{Safety, Severity},
    model::{Certainty, Host, PersistenceEntry, Source, path},
};

pub(super) static RULE: Rule = Rule {
    id: "malformed-entry-path",
    summary: "the path of an entry does not mean what it looks like",
    doc: include_str!("../../lints/malformed-entry-path.md"),
    severity: Severity::Error,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

/// What is wrong with a path.
struct Defect {
    severity: Severity,
    what: String,
    help: String,
    /// What to write instead.
    path: Option<String>,
}

fn check(host: &Host, sink: &mut Sink) {
    for entry in lost::written_entries(host) {
        let Some(written) = entry.written.as_deref() else { continue };
        let Some(defect) = defect(written, entry, host) else { continue };
        let reason = if entry.path == "/nix" && defect.severity == Severity::Warning {
            let module = match entry.source {
                Source::Preservation => "preservation",
                _ => "impermanence",
            };
            format!(
                "{module} binds it in the initrd, but nothing does so for whoever installs or \
                repairs the machine: the store then goes to the wiped root"
            )
        } else if path::is_at_or_below(&entry.path, "/nix") || entry.path == "/" {
            "the initrd needs it before the entries are set up, or copies of it are made in memory"
                .to_owned()
        } else if defect.severity == Severity::Info {
            format!(
                "it means `{}`, and is another path to whoever compares them as texts",
                entry.path.escape_debug()
            )
        } else {
            format!(
                "it is read as `{}`, so nothing is kept where it is meant",
                entry.path.escape_debug()
            )
        };
        let diagnostic = sink
            .diagnostic_at(
                defect.severity,
                format!("the path `{}` {}", written.escape_debug(), defect.what),
            )
            .at(entry.span)
            .reason(reason)
            .help(defect.help)
            .propose(
                defect
                    .path
                    .as_ref()
                    .and_then(|new| proposals::renamed(entry, new, &[], Safety::Safe)),
            )
            .path(entry.path.clone());
        sink.report(diagnostic);
    }
}

fn defect(written: &str, entry: &PersistenceEntry, host: &Host) -> Option<Defect> {
    let error = |what: &str, help: String| {
        Some(Defect { severity: Severity::Error, what: what.to_owned(), help, path: None })
    };
    if written.is_empty() {
        return error("is empty", "name a path, or remove the entry".to_owned());
    }
    if written.contains(char::is_control) {
        return error("contains a line break or another control character", "remove it".to_owned());
    }
    if written == "~"
        || written.starts_with("~/")
        || written.starts_with("$HOME")
        || written.starts_with("${HOME}")
    {
        return error(
            "has a shell's name for the home, which nothing expands",
            in_users_list(entry),
        );
    }
    if written.split('/').any(|part| part == "..") {
        return error(
            "contains `..`, which is not resolved",
            "write the path without it".to_owned(),
        );
    }
    if written.contains('*') {
        return error(
            "contains a wildcard, which nothing expands",
            "list the paths, or persist the directory".to_owned(),
        );
    }
    match &entry.for_user {
        Some(user) => in_home(written, entry, host.user(user).and_then(|user| user.home.some())),
        None => of_system(written, entry),
    }
}

/// Paths of users are relative to the home.
fn in_home(written: &str, entry: &PersistenceEntry, home: Option<&String>) -> Option<Defect> {
    let home = path::normalize(home?);
    let read_at = path::normalize(&format!("/{written}"));
    if let Some(rest) =
        path::rest(&read_at, &home).filter(|_| entry.path == path::join(&home, &read_at))
    {
        let rest = rest.trim_start_matches('/');
        let help = if rest.is_empty() {
            "name a path in it".to_owned()
        } else {
            format!("write {rest:?}")
        };
        let what = "contains the home, which is put before it again".to_owned();
        let path = Some(rest.to_owned()).filter(|rest| !rest.is_empty());
        return Some(Defect { severity: Severity::Error, what, help, path });
    }
    const OF_SYSTEM: [&str; 9] =
        ["etc", "home", "mnt", "nix", "persist", "root", "srv", "usr", "var"];
    let first = written.strip_prefix('/')?.split('/').next()?;
    OF_SYSTEM.contains(&first).then(|| Defect {
        severity: Severity::Warning,
        what: "looks absolute, but is in the list of a user".to_owned(),
        help: "move it to the list of the system".to_owned(),
        path: None,
    })
}

fn of_system(written: &str, entry: &PersistenceEntry) -> Option<Defect> {
    if recursive_bind::covers_storage(entry) {
        return None;
    }
    if matches!(entry.path.as_str(), "/" | "/nix") || path::in_store(&entry.path) {
        // impermanence binds `/nix` in the initrd, and systemd waits for it.
        let works = entry.path == "/nix" && entry.in_initrd != Certainty::No;
        return Some(Defect {
            severity: if works { Severity::Warning } else { Severity::Error },
            what: "is what the system starts from, which an entry is a fragile place for"
                .to_owned(),
            help: "give it a filesystem of its own, and remove the entry".to_owned(),
            path: None,
        });
    }
    if !written.starts_with('/') {
        return Some(Defect {
            severity: Severity::Warning,
            what: "is relative, but is in the list of the system".to_owned(),
            help: format!("write {:?}, or move it to the list of a user", entry.path),
            path: None,
        });
    }
    // It works, because NixOS and systemd tidy it up, but who compares paths as texts sees another.
    let tidy = path::normalize(written);
    (entry.source == Source::Preservation && tidy != written).then(|| Defect {
        severity: Severity::Info,
        what: "is not in its plain form".to_owned(),
        help: format!("write {tidy:?}"),
        path: Some(tidy),
    })
}

fn in_users_list(entry: &PersistenceEntry) -> String {
    match &entry.for_user {
        Some(_) => "leave it out: the home is put before the path".to_owned(),
        None => "move it to the list of a user, without the home".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::ephemeral;

    fn system(written: &str) -> Vec<Severity> {
        let config = json!({ "environment": { "persistence": { "/persist": { "directories": [written] } } } });
        RULE.check(&ephemeral(config)).iter().map(|found| found.severity).collect()
    }

    fn user(written: &str) -> Vec<Severity> {
        let config = json!({
            "users": { "users": { "ann": { "isNormalUser": true } } },
            "environment": { "persistence": { "/persist": { "users": { "ann": { "directories": [written] } } } } } });
        RULE.check(&ephemeral(config)).iter().map(|found| found.severity).collect()
    }

    #[test]
    fn paths_of_the_system() {
        for path in
            ["", "~/x", "$HOME/x", "/srv/../x", "/etc/ssh/ssh_host_*", "/nix/store/x", "/a\nb"]
        {
            assert_eq!(system(path), [Severity::Error], "{path:?}");
        }
        assert_eq!(system("var/lib"), [Severity::Warning]);
        assert_eq!(system("/nix"), [Severity::Warning]);
        for path in ["/var/lib", "/var/lib/", "/var//lib", "/home/ann/[x]", "/nix/var/x"] {
            assert_eq!(system(path), [], "{path:?}");
        }
    }

    #[test]
    fn paths_of_users() {
        for path in ["", "~/x", "/home/ann/src", "home/ann/src", "../bob"] {
            assert_eq!(user(path), [Severity::Error], "{path:?}");
        }
        assert_eq!(user("/var/lib/x"), [Severity::Warning]);
        for path in ["src", ".config/x/", "/src", ".", "VirtualBox VMs", "homework"] {
            assert_eq!(user(path), [], "{path:?}");
        }
    }
}
