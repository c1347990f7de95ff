//! Generated entries: what is new on a minimal machine when an option is switched on.

mod agreement;
mod entries;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Knowledge;
use crate::{
    model::read::observe::{Observed, observe},
    modules::{facts::Plain, probe::Tried},
};

pub use agreement::{Agreement, compare};
pub use entries::{GeneratedEntry, entries, file};

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
                    && (text.starts_with('/') || ["user", "group"].contains(&&**name))
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
            path: public(item.path),
            kind: item.kind.as_str().to_owned(),
            owner: item.owner.filter(not_root),
            group: item.group.filter(not_root),
            mode: item.mode.and_then(digits),
            dynamic_user: item.dynamic_user,
            source: item.source.as_str().to_owned(),
        }
    }
}

/// The link to a directory of a dynamic user: systemd keeps it in `private` (systemd.exec(5), `DynamicUser=`).
fn public(path: String) -> String {
    let inside = ["lib", "cache", "log"].iter().find_map(|kind| {
        let inside = path.strip_prefix(&format!("/var/{kind}/private/"))?;
        Some(format!("/var/{kind}/{inside}"))
    });
    inside.unwrap_or(path)
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
