//! Generated entries: what is new on a minimal machine when an option is switched on.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{BASE, Knowledge, record};
use crate::{
    model::read::observe::{Observed, observe},
    modules::{facts::Plain, probe::Tried},
};

/// What was seen on a machine with one option on; on the minimal machine when there is none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// The option.
    pub option: Option<String>,
    /// The paths.
    pub paths: Vec<SeenPath>,
    /// Which switches are on.
    pub on: BTreeSet<String>,
    /// Values of the options beside it that are paths.
    pub values: BTreeMap<String, String>,
    /// Whether it could not be evaluated.
    pub failed: bool,
}

/// One path.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SeenPath {
    /// Absolute, without `private`.
    pub path: String,
    /// `kind` of the schema.
    pub kind: String,
    /// `owner`, when it is not root.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub owner: Option<String>,
    /// `group`, when it is not root.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub group: Option<String>,
    /// `mode`, of four digits.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub mode: Option<String>,
    /// `dynamic_user`
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub dynamic_user: bool,
    /// `source` of the schema.
    pub source: String,
}

impl Seen {
    /// Reads what was tried.
    #[must_use]
    pub fn of(option: Option<&str>, tried: &Tried, switches: &[String]) -> Self {
        let config = &tried.facts.config;
        let is_on = |name: &&String| {
            let path: Vec<&str> = name.split('.').collect();
            config.at(&path).is_some_and(|node| node.value == Plain::Bool(true))
        };
        let mut values = BTreeMap::new();
        if let Plain::Attrs(attrs) = &tried.siblings.value {
            for (name, attr) in &attrs.entries {
                if let Plain::String(text) = &attr.node.value
                    && text.starts_with('/')
                {
                    values.insert(name.to_string(), text.to_string());
                }
            }
        }
        Self {
            option: option.map(str::to_owned),
            paths: observe(&tried.facts).into_iter().map(SeenPath::of).collect(),
            on: switches.iter().filter(is_on).cloned().collect(),
            values,
            failed: matches!(config.value, Plain::Unknown(_)),
        }
    }
}

impl SeenPath {
    fn of(item: Observed) -> Self {
        let not_root = |name: &String| name != "root";
        let digits = |mode: String| {
            let mode = mode.trim_start_matches(['~', ':', '0']).to_owned();
            let octal = mode.len() <= 4 && mode.chars().all(|c| c.is_digit(8));
            octal.then(|| format!("{mode:0>4}"))
        };
        Self {
            path: item.path,
            kind: item.kind.as_str().to_owned(),
            owner: item.owner.filter(not_root),
            group: item.group.filter(not_root),
            mode: item.mode.and_then(digits),
            dynamic_user: item.dynamic_user,
            source: item.source.as_str().to_owned(),
        }
    }
}

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
        // Two that turn each other on are one matter, but what is below another is a part of it.
        let others = seen.on.iter().filter(|on| *on != option && !base.on.contains(*on));
        let others: Vec<&Seen> = others
            .filter_map(|on| by_option.get(on.as_str()).copied())
            .filter(|other| !other.on.contains(*option) || is_below(option, other))
            .collect();
        // What was not looked at is known from before.
        let unseen: Vec<(&str, Vec<String>)> = seen
            .on
            .iter()
            .filter(|on| !base.on.contains(*on) && !by_option.contains_key(on.as_str()))
            .map(|on| (on.as_str(), shipped_paths(on)))
            .collect();
        let of_others: BTreeSet<String> = others
            .iter()
            .flat_map(|other| new(other))
            .chain(unseen.iter().flat_map(|(_, paths)| paths.clone()))
            .collect();
        let own = new(seen);
        let paths = seen
            .paths
            .iter()
            .filter(|path| own.contains(&path.path) && !of_others.contains(&path.path))
            .map(|path| named(path, seen))
            .filter(|path| !of_others.contains(&path.path));
        let paths = outermost(paths.collect());
        let implies: Vec<String> = others
            .iter()
            .filter(|other| !new(other).is_empty())
            .filter_map(|other| other.option.clone())
            .chain(unseen.iter().filter(|(_, of)| !of.is_empty()).map(|(on, _)| (*on).to_owned()))
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

/// The shipped paths of an option.
fn shipped_paths(option: &str) -> Vec<String> {
    let names: Vec<&str> = option.split('.').collect();
    let found = Knowledge::shipped().by_option(&names).into_iter();
    found.flat_map(|found| &found.entry.paths).flat_map(record::PathFact::usual_paths).collect()
}

/// One path for what lies in another, and for what was folded into the same.
fn outermost(mut paths: Vec<GeneratedPath>) -> Vec<GeneratedPath> {
    paths.sort_by(|a, b| a.usual().cmp(b.usual()));
    let mut kept: Vec<GeneratedPath> = Vec::new();
    for path in paths {
        if !kept.iter().any(|other| super::is_inside(path.usual(), other.usual())) {
            kept.push(path);
        }
    }
    kept
}

/// The directory of a service that a path lies in: `/var/lib/x`, or `/var/lib/systemd/x`.
fn directory_of(path: &str) -> &str {
    let depth = match path {
        _ if path.starts_with("/var/lib/systemd/") => 4,
        _ if path.starts_with("/var/") => 3,
        _ => return path,
    };
    path.match_indices('/').nth(depth).map_or(path, |(end, _)| &path[..end])
}

/// The path, written with the option that holds it; else the directory it lies in.
fn named(path: &SeenPath, seen: &Seen) -> GeneratedPath {
    let set = seen.option.as_deref().and_then(|option| option.strip_suffix(".enable"));
    let holds = seen.values.iter().find(|(_, value)| value.trim_end_matches('/') == path.path);
    let option = set.zip(holds).map(|(set, (name, _))| format!("{set}.{name}"));
    let seen = Attributes {
        kind: path.kind.clone(),
        owner: path.owner.clone(),
        group: path.group.clone(),
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

/// How new entries compare with the shipped ones, by option.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// How many options keep the same directories in both, or one what is in that of the other.
    pub same: usize,
    /// The others: the option, the paths that are shipped, the paths that are new.
    pub different: Vec<(String, BTreeSet<String>, BTreeSet<String>)>,
}

/// Compares entries with the shipped ones, of options that were looked at.
///
/// # Panics
/// Never: a test reads the shipped file.
#[must_use]
pub fn compare(new: &[GeneratedEntry], looked_at: &BTreeSet<String>) -> Agreement {
    let base: record::Base = serde_json::from_str(BASE).expect("a test reads the files");
    let mut pairs: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    for entry in &base.entries {
        let usual: BTreeSet<String> =
            entry.paths.iter().flat_map(record::PathFact::usual_paths).collect();
        for trigger in &entry.triggers {
            pairs.entry(trigger.to_string()).or_default().0.extend(usual.iter().cloned());
        }
    }
    for entry in new {
        pairs.entry(entry.option.clone()).or_default().1 = entry.usual_paths();
    }
    let mut agreement = Agreement::default();
    // Who keeps a directory keeps what is in it.
    let covers = |a: &BTreeSet<String>, b: &BTreeSet<String>| {
        let related = |a: &str, b: &str| super::is_inside(a, b) || super::is_inside(b, a);
        b.iter().all(|b| a.iter().any(|a| related(a, b)))
    };
    for (option, (old, new)) in pairs.into_iter().filter(|(option, _)| looked_at.contains(option)) {
        if covers(&old, &new) && covers(&new, &old) {
            agreement.same += 1;
        } else {
            agreement.different.push((option, old, new));
        }
    }
    agreement
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

impl Knowledge {
    /// Reads a generated file alone, to see whether it is of its schema.
    ///
    /// # Errors
    /// Why not.
    pub fn parse_generated(text: &str) -> Result<Self, String> {
        Self::parse(&[], text)
    }
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
    }
}
