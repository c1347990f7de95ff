//! What would be lost now, for programs: `persist-lint audit --format json`.

use serde::Serialize;

use crate::live::{Audit, Unpersisted};

/// The version of the form.
const VERSION: u32 = 1;

/// What `persist-lint audit --format json` prints.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Document {
    /// The version of this form.
    version: u32,
    /// The root that was looked at.
    root: String,
    /// What a boot would take, sorted by path.
    unpersisted: Vec<Found>,
    /// What could not be looked at, sorted by path.
    errors: Vec<Failure>,
}

/// A folder, or a file beside what is kept, that would be lost.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Found {
    /// Where it is on the machine. Bytes that are no UTF-8 are replaced.
    path: String,
    /// The option whose service or program it belongs to; null when that is not known.
    owner: Option<String>,
    /// What it holds; null when that is not known.
    #[cfg_attr(test, schemars(extend("enum" = ["state", "cache", "log", "config", "secret", "spool", null])))]
    kind: Option<&'static str>,
    /// What its loss means; null when that is not known.
    #[cfg_attr(test, schemars(extend("enum" = ["data", "identity", "settings", "recreatable", "cosmetic", null])))]
    loss: Option<&'static str>,
    /// The size of all its files.
    bytes: u64,
    /// There when `bytes` is an estimate: of the files of a folder with very many, only a part was measured.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    estimated: bool,
    /// How many files it has.
    files: u64,
    /// The newest change of one of them, as RFC 3339.
    changed: String,
    /// The definition that would keep it; null when its path cannot be written in Nix, or when it is only a part of what is in a folder.
    entry: Option<String>,
}

/// Something that could not be looked at.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Failure {
    /// Its path.
    path: String,
    /// Why.
    message: String,
}

/// What was found, as JSON.
///
/// # Panics
/// Never: the form has no keys that JSON lacks.
#[must_use]
pub fn json(audit: &Audit) -> String {
    let found = |found: &Unpersisted| Found {
        path: found.path.to_string_lossy().into_owned(),
        owner: found.owner.clone(),
        kind: found.kind.map(|kind| kind.as_str()),
        loss: found.loss.map(|loss| loss.as_str()),
        bytes: found.bytes,
        estimated: found.is_estimate,
        files: found.files,
        changed: found.changed.to_string(),
        entry: found.entry.as_ref().map(|entry| entry.text()),
    };
    let errors = audit.errors.iter().map(|error| Failure {
        path: error.path.to_string_lossy().into_owned(),
        message: error.error.to_string(),
    });
    let document = Document {
        version: VERSION,
        root: audit.root.to_string_lossy().into_owned(),
        unpersisted: audit.unpersisted.iter().map(found).collect(),
        errors: errors.collect(),
    };
    let mut text = serde_json::to_string_pretty(&document).expect("plain data is JSON");
    text.push('\n');
    text
}

/// The JSON Schema of the document.
#[cfg(test)]
pub(super) fn schema() -> schemars::Schema {
    schemars::schema_for!(Document)
}
