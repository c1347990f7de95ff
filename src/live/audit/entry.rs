//! The entry that would keep a path.

use crate::{
    live::{Configured, Entry},
    model::{Source, path},
};

/// An entry to write into the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// The set it goes to: `environment.persistence."/persist"`.
    pub set: String,
    /// Its list there: `directories` or `files`.
    pub list: &'static str,
    /// The entry as Nix.
    pub item: String,
}

/// What an entry is made for.
pub(super) struct Wanted {
    pub(super) is_file: bool,
    pub(super) user: Option<String>,
    pub(super) group: Option<String>,
    pub(super) mode: String,
}

impl NewEntry {
    /// The entry for a path. `None` when Nix cannot write the path, or it is no path of its own.
    pub(super) fn new(configured: &Configured, text: &str, wanted: &Wanted) -> Option<Self> {
        if text == "/" || text.chars().any(char::is_control) {
            return None;
        }
        let homes = configured.accounts.iter().filter(|account| account.normal);
        let home = homes.filter(|account| path::is_below(text, &account.home));
        let home = home.max_by_key(|account| account.home.len());
        let list = if wanted.is_file { "files" } else { "directories" };
        let Some(account) = home else {
            let set = set(main(configured, None));
            return Some(Self { set, list, item: item(text, wanted, true) });
        };
        let rest = path::rest(text, &account.home)?.trim_start_matches('/');
        let user = name(&account.name);
        let set = match main(configured, Some(&account.name)) {
            Some(entry) if entry.source == Source::HomeManager => {
                format!("home-manager.users.{user}.home.persistence.{}", string(&entry.root))
            }
            entry => format!("{}.users.{user}", set(entry)),
        };
        Some(Self { set, list, item: item(rest, wanted, false) })
    }

    /// The whole definition, to be pasted into a module.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}.{} = [ {} ];", self.set, self.list, self.item)
    }
}

/// An entry of the storage that most entries of the system, or of a user, are on.
fn main<'c>(configured: &'c Configured, user: Option<&str>) -> Option<&'c Entry> {
    let of_modules = || configured.entries.iter().filter(|entry| entry.source.is_module());
    let of_user = || of_modules().filter(|entry| entry.for_user.as_deref() == user);
    let most = |entries: Vec<&'c Entry>| {
        let same = |entry: &Entry| {
            entries
                .iter()
                .filter(|other| other.root == entry.root && other.source == entry.source)
                .count()
        };
        // Of equals the first.
        entries.iter().rev().max_by_key(|entry| same(entry)).copied()
    };
    let of_system = || of_modules().filter(|entry| entry.source != Source::HomeManager).collect();
    most(of_user().collect()).or_else(|| most(of_system()))
}

fn set(entry: Option<&Entry>) -> String {
    match entry {
        Some(entry) if entry.source == Source::Preservation => {
            format!("preservation.preserveAt.{}", string(&entry.root))
        }
        Some(entry) => format!("environment.persistence.{}", string(&entry.root)),
        None => "environment.persistence.\"/persist\"".to_owned(),
    }
}

fn item(path: &str, wanted: &Wanted, of_system: bool) -> String {
    let mut attributes = Vec::new();
    let mut add = |name: &str, value: &Option<String>| {
        if let Some(value) = value.as_ref().filter(|value| *value != "root") {
            attributes.push(format!("{name} = {};", string(value)));
        }
    };
    if of_system && !wanted.is_file {
        add("user", &wanted.user);
        add("group", &wanted.group);
    }
    let usual = if of_system { &["0755"][..] } else { &["0755", "0750", "0775"][..] };
    if !wanted.is_file && !usual.contains(&wanted.mode.as_str()) {
        add("mode", &Some(wanted.mode.clone()));
    }
    if attributes.is_empty() {
        return string(path);
    }
    format!("{{ directory = {}; {} }}", string(path), attributes.join(" "))
}

/// A text as a string of Nix.
fn string(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace("${", "\\${");
    format!("\"{escaped}\"")
}

/// A name as a part of an attribute path.
fn name(text: &str) -> String {
    let begins = text.starts_with(|char: char| char.is_ascii_alphabetic() || char == '_');
    let plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | '\'');
    if begins && text.chars().all(plain) { text.to_owned() } else { string(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        live::Account,
        model::{EntryKind, How},
    };

    fn entry(root: &str, path: &str, user: Option<&str>, source: Source) -> Entry {
        Entry {
            root: root.to_owned(),
            kind: EntryKind::Directory,
            path: path.to_owned(),
            storage: format!("{root}{path}"),
            user: None,
            group: None,
            mode: None,
            for_user: user.map(str::to_owned),
            source,
            how: How::Bind,
        }
    }

    fn written(configured: &Configured, path: &str, user: &str, mode: &str) -> String {
        let user = Some(user.to_owned());
        let wanted = Wanted { is_file: false, group: user.clone(), user, mode: mode.to_owned() };
        NewEntry::new(configured, path, &wanted).map(|entry| entry.text()).unwrap_or_default()
    }

    #[test]
    fn entries_go_where_the_others_are() {
        let mut configured = Configured {
            accounts: vec![Account { name: "ann".into(), home: "/home/ann".into(), normal: true }],
            ..Configured::default()
        };
        let fallback = "environment.persistence.\"/persist\"";
        assert_eq!(
            written(&configured, "/var/lib/a", "root", "0755"),
            format!("{fallback}.directories = [ \"/var/lib/a\" ];")
        );
        configured.entries = vec![
            entry("/other", "/var/log", None, Source::Impermanence),
            entry("/keep", "/var/lib/x", None, Source::Preservation),
            entry("/keep", "/var/lib/y", None, Source::Preservation),
            entry("/p", "/home/ann/.ssh", Some("ann"), Source::HomeManager),
        ];
        assert_eq!(
            written(&configured, "/var/lib/a", "grafana", "0700"),
            "preservation.preserveAt.\"/keep\".directories = [ { directory = \"/var/lib/a\"; user = \"grafana\"; \
             group = \"grafana\"; mode = \"0700\"; } ];"
        );
        assert_eq!(
            written(&configured, "/home/ann/.config/a", "ann", "0755"),
            "home-manager.users.ann.home.persistence.\"/p\".directories = [ \".config/a\" ];"
        );
        configured.entries.pop();
        assert_eq!(
            written(&configured, "/home/ann/.gnupg", "ann", "0700"),
            "preservation.preserveAt.\"/keep\".users.ann.directories = [ { directory = \".gnupg\"; mode = \"0700\"; } ];"
        );
        assert_eq!(
            written(&configured, "/srv/a\"${b}\\", "root", "0755"),
            "preservation.preserveAt.\"/keep\".directories = [ \"/srv/a\\\"\\${b}\\\\\" ];"
        );
        assert_eq!(written(&configured, "/srv/a\nb", "root", "0755"), "");
    }
}
