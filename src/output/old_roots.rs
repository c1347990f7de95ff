//! Old roots: `persist-lint roots`.

use std::ffi::OsStr;

use serde::Serialize;

use super::{Role, Style, size, table::Table};
use crate::live::{
    Error,
    roots::{Change, Decision, Listing, OldRoot, What},
};

/// The version of the forms.
const VERSION: u32 = 1;

/// What `persist-lint roots ls --format json` and `roots gc --format json` print.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Document {
    /// The version of this form.
    version: u32,
    /// The folder, or the dataset.
    place: String,
    /// The old roots, newest first.
    roots: Vec<Root>,
    /// What else is in the folder; it is never touched.
    others: Vec<Other>,
    /// What could not be looked at or deleted.
    errors: Vec<Problem>,
}

/// An old root.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Root {
    /// Its name in the folder.
    name: String,
    /// What it is.
    #[cfg_attr(test, schemars(extend("enum" = ["subvolume", "folder", "snapshot"])))]
    form: &'static str,
    /// When it was put away, RFC 3339.
    date: Option<String>,
    /// Whether the name tells the date.
    dated_by_name: bool,
    /// What it takes on the disk, if that was counted.
    bytes: Option<u64>,
    /// Whether it was counted to the end.
    counted: bool,
    /// Why it is never deleted.
    protected: Option<String>,
    /// What garbage collection does with it; null for `ls`.
    #[cfg_attr(test, schemars(extend("enum" = ["keep", "delete", "leave", null])))]
    decision: Option<&'static str>,
    /// Why it is kept or left.
    reasons: Vec<String>,
    /// Whether it is deleted now; null unless that was to be.
    deleted: Option<bool>,
}

/// Something that is no old root.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Other {
    /// Its name.
    name: String,
    /// What it is.
    kind: &'static str,
}

/// What went wrong with a path.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Problem {
    /// The path.
    pub path: String,
    /// Why.
    pub message: String,
}

impl Problem {
    /// Of an error.
    #[must_use]
    pub fn of(error: &Error) -> Self {
        Self { path: error.path.display().to_string(), message: error.error.to_string() }
    }
}

/// What `persist-lint roots diff --format json` prints.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct DiffDocument {
    /// The version of this form.
    version: u32,
    /// The root that is compared.
    before: String,
    /// What it is compared with.
    after: String,
    /// The differences, sorted by path.
    changes: Vec<Difference>,
    /// What could not be compared.
    errors: Vec<Problem>,
}

/// A difference.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Difference {
    /// The path on the machine.
    path: String,
    /// How it differs: only the second root has it, only the first one, its contents, or only owner or mode.
    #[cfg_attr(test, schemars(extend("enum" = ["added", "removed", "changed", "attributes"])))]
    what: &'static str,
    /// What it is; a directory stands for what is in it.
    kind: &'static str,
    /// How many names differ.
    files: u64,
    /// Their size.
    bytes: u64,
}

/// An old root, and what garbage collection does with it.
pub struct Judged<'r> {
    /// The root.
    pub root: &'r OldRoot,
    /// What is to be done.
    pub decision: Option<Decision>,
    /// What was done.
    pub deleted: Option<bool>,
}

fn shown(name: &OsStr) -> String {
    name.to_string_lossy().into_owned()
}

fn reasons(decision: Option<&Decision>) -> Vec<String> {
    match decision {
        Some(Decision::Keep(reasons)) => reasons.iter().map(ToString::to_string).collect(),
        Some(Decision::Leave(why)) => vec![why.clone()],
        Some(Decision::Delete) | None => Vec::new(),
    }
}

const fn word(decision: &Decision) -> &'static str {
    match decision {
        Decision::Keep(_) => "keep",
        Decision::Delete => "delete",
        Decision::Leave(_) => "leave",
    }
}

fn print(document: &impl Serialize) -> String {
    serde_json::to_string_pretty(document).expect("plain data is JSON") + "\n"
}

/// Old roots as JSON.
///
/// # Panics
/// Never: the form has no keys that JSON lacks.
#[must_use]
pub fn json(place: &str, judged: &[Judged<'_>], listing: &Listing, errors: &[Error]) -> String {
    let root = |judged: &Judged<'_>| Root {
        name: shown(&judged.root.name),
        form: judged.root.form.as_str(),
        date: judged.root.date.map(|date| date.to_string()),
        dated_by_name: judged.root.dated_by_name,
        bytes: judged.root.size.map(|size| size.bytes),
        counted: judged.root.size.is_some_and(|size| size.whole),
        protected: judged.root.protected.clone(),
        decision: judged.decision.as_ref().map(word),
        reasons: reasons(judged.decision.as_ref()),
        deleted: judged.deleted,
    };
    let other = |(name, kind): &(std::ffi::OsString, crate::live::files::Kind)| Other {
        name: shown(name),
        kind: kind.as_str(),
    };
    print(&Document {
        version: VERSION,
        place: place.to_owned(),
        roots: judged.iter().map(root).collect(),
        others: listing.others.iter().map(other).collect(),
        errors: listing.errors.iter().chain(errors).map(Problem::of).collect(),
    })
}

/// Old roots for people, in at most `width` columns when that is possible.
#[must_use]
pub fn table(
    judged: &[Judged<'_>],
    listing: &Listing,
    width: Option<usize>,
    style: Style,
) -> String {
    let mut table = Table::default();
    for judged in judged {
        let root = judged.root;
        let (role, word) = match (&judged.decision, judged.deleted) {
            (_, Some(true)) => (Role::Good, "deleted"),
            (_, Some(false)) => (Role::Bad, "not deleted"),
            (Some(decision @ Decision::Delete), None) => (Role::Doubtful, word(decision)),
            (Some(decision), None) => (Role::Good, word(decision)),
            (None, None) => (Role::Faint, ""),
        };
        let date = root.date.map(|date| {
            let text = date.to_string();
            let text = text.get(..16).unwrap_or(&text).replace('T', " ");
            // What the name does not tell is not certain.
            if root.dated_by_name || root.form.as_str() == "snapshot" {
                text
            } else {
                format!("~{text}")
            }
        });
        let bytes = root.size.map(|size| {
            let text = self::size(size.bytes);
            if size.whole { text } else { format!("> {text}") }
        });
        let why = match &judged.decision {
            None => root.protected.clone().unwrap_or_default(),
            decision => reasons(decision.as_ref()).join(", "),
        };
        table.row([
            (Some(role), word),
            (None, &shown(&root.name)),
            (None, &date.unwrap_or_default()),
            (Some(Role::Faint), root.form.as_str()),
            (None, &bytes.unwrap_or_default()),
            (Some(Role::Faint), &why),
        ]);
    }
    for (name, kind) in &listing.others {
        let kind = format!("{}, no old root", kind.as_str());
        table.row([(None, ""), (None, &shown(name)), (None, ""), (Some(Role::Faint), &kind)]);
    }
    table.print(0, width, style)
}

/// Differences as JSON.
///
/// # Panics
/// Never: the form has no keys that JSON lacks.
#[must_use]
pub fn diff_json(before: &str, after: &str, changes: &[Change], errors: &[Error]) -> String {
    let difference = |change: &Change| Difference {
        path: change.path.display().to_string(),
        what: change.what.as_str(),
        kind: change.kind.as_str(),
        files: change.files,
        bytes: change.bytes,
    };
    print(&DiffDocument {
        version: VERSION,
        before: before.to_owned(),
        after: after.to_owned(),
        changes: changes.iter().map(difference).collect(),
        errors: errors.iter().map(Problem::of).collect(),
    })
}

/// Differences for people.
#[must_use]
pub fn diff_table(changes: &[Change], width: Option<usize>, style: Style) -> String {
    let mut table = Table::default();
    for change in changes {
        let role = match change.what {
            What::Added => Role::Good,
            What::Removed => Role::Bad,
            What::Contents | What::Attributes => Role::Doubtful,
        };
        let folder = change.kind.as_str() == "directory";
        let path = change.path.display().to_string() + if folder { "/" } else { "" };
        let many = if change.files > 1 { format!("{} files", change.files) } else { String::new() };
        let bytes = if change.bytes > 0 { size(change.bytes) } else { String::new() };
        table.row([
            (Some(role), change.what.as_str()),
            (None, &path),
            (Some(Role::Faint), &many),
            (Some(Role::Faint), &bytes),
        ]);
    }
    table.print(0, width, style)
}

/// The JSON Schemas of the documents.
#[cfg(test)]
pub(super) fn schemas() -> [schemars::Schema; 2] {
    [schemars::schema_for!(Document), schemars::schema_for!(DiffDocument)]
}
