//! The entries that follow from what was seen.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{
    super::{Knowledge, PathFact, Trigger, is_inside},
    Seen, SeenPath,
};

/// One generated entry, in the schema of `lints/state/`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GeneratedEntry {
    option: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    implies: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    paths: Vec<GeneratedPath>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct GeneratedPath {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<String>,
    #[serde(flatten)]
    seen: Attributes,
    #[serde(skip_serializing_if = "Option::is_none")]
    relocate: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Attributes {
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dynamic_user: bool,
    source: String,
}

impl GeneratedEntry {
    /// The option.
    #[must_use]
    pub fn option(&self) -> &str {
        &self.option
    }

    /// The options that it turns on.
    #[must_use]
    pub fn implies(&self) -> &[String] {
        &self.implies
    }

    /// Its paths with every option at its default, sorted.
    #[must_use]
    pub fn usual_paths(&self) -> BTreeSet<String> {
        self.paths.iter().map(|path| path.usual().to_owned()).collect()
    }
}

/// The entries that follow from what was seen. A path belongs to the option that brings it, not to those that turn that one on.
#[must_use]
pub fn entries(seen: &[Seen]) -> Vec<GeneratedEntry> {
    let base = seen.iter().find(|seen| seen.option.is_none()).cloned().unwrap_or_default();
    let always: BTreeSet<&str> = base.paths.iter().map(|path| path.path.as_str()).collect();
    let by_option: BTreeMap<&str, &Seen> =
        seen.iter().filter_map(|seen| Some((seen.option.as_deref()?, seen))).collect();
    let new = |seen: &Seen| -> BTreeSet<String> {
        let new = seen.paths.iter().map(|path| path.path.clone());
        new.filter(|path| !always.contains(path.as_str())).collect()
    };
    let mut entries = Vec::new();
    for (option, seen) in &by_option {
        // Two that turn each other on are one matter, but what is below another is a part of it. One that is always on is
        // turned on by nobody.
        let others = seen.on.iter().filter(|on| *on != option && !base.on.contains(*on));
        let is_turned_on_by =
            |other: &Seen| other.on.contains(*option) && !base.on.contains(*option);
        let others: Vec<&Seen> = others
            .filter_map(|on| by_option.get(on.as_str()).copied())
            .filter(|other| !is_turned_on_by(other) || is_below(option, other))
            .collect();
        // What was not looked at is known from before.
        let unseen: Vec<(&str, Vec<String>)> = seen
            .on
            .iter()
            .filter(|on| !base.on.contains(*on) && !by_option.contains_key(on.as_str()))
            .map(|on| (on.as_str(), shipped_directories(on)))
            .collect();
        let of_others: BTreeSet<String> = others
            .iter()
            .flat_map(|other| new(other))
            .chain(unseen.iter().flat_map(|(_, paths)| paths.clone()))
            .collect();
        let own = new(seen);
        let names = |path: &str| {
            let turned_on = others.iter().filter(|other| !is_below(option, other));
            let mut named = turned_on.filter_map(|other| other.option.as_deref());
            is_of_name(path, option) && !named.any(|other| is_of_name(path, other))
        };
        let is_own = |path: &str| names(path) || !of_others.contains(path) && !is_of_instance(path);
        let paths = seen
            .paths
            .iter()
            .filter(|path| own.contains(&path.path) && is_own(&path.path))
            .map(|path| named(path, seen))
            .filter(|path| is_own(&path.path));
        let paths = outermost(paths.collect());
        // What is on because of a set around this one belongs to that.
        let above: Vec<&Seen> =
            others.iter().copied().filter(|other| is_below(option, other)).collect();
        let by_above = |on: &str| {
            above.iter().any(|other| other.option.as_deref() != Some(on) && other.on.contains(on))
        };
        // Those around it were switched on for the trial.
        let implies: Vec<String> = others
            .iter()
            .filter(|other| !is_below(option, other))
            .filter_map(|other| Some((other.option.as_deref()?, !new(other).is_empty())))
            .chain(unseen.iter().map(|(on, of)| (*on, !of.is_empty())))
            // Of some services only a person knows what they keep.
            .filter(|(on, keeps)| *keeps || !shipped_directories(on).is_empty())
            .filter(|(on, _)| !by_above(on))
            .map(|(on, _)| on.to_owned())
            .collect();
        if !paths.is_empty() || !implies.is_empty() {
            entries.push(GeneratedEntry { option: (*option).to_owned(), implies, paths });
        }
    }
    entries
}

/// Whether an option is in the set of another's switch: `services.x.part.enable` and `services.x.enable`.
fn is_below(option: &str, other: &Seen) -> bool {
    let set = other.option.as_deref().and_then(|other| other.strip_suffix("enable"));
    set.is_some_and(|set| option.starts_with(set))
}

/// Whether a directory has the name of the option's set: `/var/lib/crowdsec` is that of `services.crowdsec.enable`, whoever
/// else names it.
fn is_of_name(path: &str, option: &str) -> bool {
    let name = option.strip_suffix(".enable").and_then(|set| set.rsplit('.').next());
    path.rsplit('/').next() == name
}

/// Whether a directory belongs to one of several, which no switch turns on: a server of Redis, a certificate.
fn is_of_instance(path: &str) -> bool {
    let found = Knowledge::shipped().by_path(path);
    let triggers = found.iter().flat_map(|found| &found.entry.triggers);
    !found.is_empty()
        && triggers.into_iter().all(|trigger| match trigger {
            Trigger::Nixos(option) => !option.is_exact(),
            _ => false,
        })
}

/// The directories that an option is known to keep.
fn shipped_directories(option: &str) -> Vec<String> {
    let names: Vec<&str> = option.split('.').collect();
    let found = Knowledge::shipped().by_option(&names).into_iter();
    let paths = found.flat_map(|found| &found.entry.paths).flat_map(PathFact::usual_paths);
    paths.map(|path| directory_of(&path).to_owned()).collect()
}

/// One path for what lies in another, and for what was folded into the same.
fn outermost(mut paths: Vec<GeneratedPath>) -> Vec<GeneratedPath> {
    paths.sort_by(|a, b| a.usual().cmp(b.usual()));
    let mut kept: Vec<GeneratedPath> = Vec::new();
    for path in paths {
        if !kept.iter().any(|other| is_inside(path.usual(), other.usual())) {
            kept.push(path);
        }
    }
    kept
}

/// The directory of a service that a path lies in: `/var/lib/x`, or `/var/lib/systemd/x`.
fn directory_of(path: &str) -> &str {
    let shared = ["lib", "cache", "log", "spool", "db", "opt", "backup", "www"];
    let depth = match path.strip_prefix("/var/").and_then(|rest| rest.split('/').next()) {
        Some("lib") if path.starts_with("/var/lib/systemd/") => 4,
        Some(name) if shared.contains(&name) => 3,
        Some(_) => 2,
        None => return path,
    };
    path.match_indices('/').nth(depth).map_or(path, |(end, _)| &path[..end])
}

/// The path and its owners, written with the options that hold them; else the directory it lies in, and the owners as they are.
fn named(path: &SeenPath, seen: &Seen) -> GeneratedPath {
    let set = seen.option.as_deref().and_then(|option| option.strip_suffix(".enable"));
    let holds = seen.values.iter().find(|(_, value)| value.trim_end_matches('/') == path.path);
    let option = set.zip(holds).map(|(set, (name, _))| format!("{set}.{name}"));
    let account = |name: &str, owner: &Option<String>| {
        let of_option = set.filter(|_| owner.is_some() && seen.values.get(name) == owner.as_ref());
        of_option.map(|set| format!("${{{set}.{name}}}")).or_else(|| owner.clone())
    };
    let seen = Attributes {
        kind: path.kind.clone(),
        owner: account("user", &path.owner),
        group: account("group", &path.group),
        mode: path.mode.clone(),
        dynamic_user: path.dynamic_user,
        source: path.source.clone(),
    };
    match option {
        Some(option) => GeneratedPath {
            path: format!("${{{option}}}"),
            default: Some(path.path.clone()),
            seen,
            relocate: Some(option),
        },
        None => {
            let path = directory_of(&path.path).to_owned();
            GeneratedPath { path, default: None, seen, relocate: None }
        }
    }
}

impl GeneratedPath {
    /// The path with every option at its default.
    fn usual(&self) -> &str {
        self.default.as_deref().unwrap_or(&self.path)
    }
}

/// The generated file.
///
/// # Panics
/// Never: the form has no keys that JSON lacks.
#[must_use]
pub fn file(release: &str, entries: &[GeneratedEntry]) -> String {
    let lines: Vec<String> = entries
        .iter()
        .map(|entry| serde_json::to_string(entry).expect("plain data is JSON"))
        .collect();
    format!("{{\"schema\":1,\"nixpkgs\":{release:?},\"entries\":[\n{}\n]}}\n", lines.join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(option: Option<&str>, on: &[&str], paths: &[&str]) -> Seen {
        Seen {
            option: option.map(str::to_owned),
            on: on.iter().map(|&on| on.to_owned()).collect(),
            paths: paths
                .iter()
                .map(|&path| SeenPath {
                    path: path.to_owned(),
                    kind: "state".to_owned(),
                    source: "state-directory".to_owned(),
                    ..SeenPath::default()
                })
                .collect(),
            ..Seen::default()
        }
    }

    #[test]
    fn a_path_belongs_to_who_brings_it() {
        let mut wiki = seen(
            Some("services.wiki.enable"),
            &["services.wiki.enable", "services.db.enable"],
            &["/var/lib/always", "/var/lib/wiki", "/var/lib/db"],
        );
        wiki.values.insert("dataDir".to_owned(), "/var/lib/wiki".to_owned());
        wiki.values.insert("group".to_owned(), "web".to_owned());
        let of_wiki = wiki.paths.iter_mut().find(|path| path.path == "/var/lib/wiki");
        let of_wiki = of_wiki.expect("it is there");
        (of_wiki.owner, of_wiki.group) = (Some("wiki".to_owned()), Some("web".to_owned()));
        let all = [
            seen(None, &[], &["/var/lib/always"]),
            seen(
                Some("services.db.enable"),
                &["services.db.enable"],
                &["/var/lib/always", "/var/lib/db"],
            ),
            wiki,
            seen(
                Some("services.nothing.enable"),
                &["services.nothing.enable"],
                &["/var/lib/always"],
            ),
        ];
        let entries = entries(&all);
        let text = file("26.11", &entries);
        Knowledge::parse_generated(&text).expect("it is of its schema");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 4, "{text}");
        assert!(
            lines[1].contains(r#""option":"services.db.enable","paths":[{"path":"/var/lib/db","#),
            "{text}"
        );
        assert!(lines[2].contains(
            r#""implies":["services.db.enable"],"paths":[{"path":"${services.wiki.dataDir}","default":"/var/lib/wiki","#
        ), "{text}");
        let owners = r#""owner":"wiki","group":"${services.wiki.group}","#;
        assert!(lines[2].contains(owners), "{text}");
    }
    #[test]
    fn what_is_on_anyway_is_turned_on_by_nobody() {
        let (part, wiki, db) =
            ("services.wiki.db.enable", "services.wiki.enable", "services.db.enable");
        let paths = ["/var/lib/wiki", "/var/lib/db"];
        let all = [
            seen(None, &[part], &[]),
            // The trial switches on the option that this one is below.
            seen(Some(part), &[part, wiki, db], &paths),
            seen(Some(wiki), &[part, wiki, db], &paths),
            seen(Some(db), &[part, db], &["/var/lib/db"]),
        ];
        let entries = entries(&all);
        let options: Vec<&str> = entries.iter().map(GeneratedEntry::option).collect();
        assert_eq!(options, [db, wiki]);
        assert_eq!(entries[1].implies(), [db]);
        assert_eq!(entries[1].usual_paths(), BTreeSet::from(["/var/lib/wiki".to_owned()]));
    }
}
