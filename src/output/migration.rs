//! What is to be moved to safety: `persist-lint migrate`.

use std::{collections::BTreeSet, path::PathBuf};

use serde::Serialize;

use super::{Role, Style, escape, old_roots::Problem, size, table::Table};
use crate::live::migrate::{Item, LeftOut, Needed, Status};

/// The version of the form.
const VERSION: u32 = 1;

/// What `persist-lint migrate --format json` prints.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Document {
    /// The version of this form.
    version: u32,
    /// Where the root of the machine is.
    root: String,
    /// The persistence entries, sorted by path.
    entries: Vec<Entry>,
    /// What has to be in a storage before the machine boots first, and is nowhere.
    first_boot: Vec<First>,
    /// Copies that were begun and are not finished, which the next `--apply` goes on with.
    unfinished: Vec<String>,
}

/// An entry.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Entry {
    /// The path.
    path: String,
    /// Where its data is, or will be.
    storage: String,
    /// A directory or a file.
    kind: &'static str,
    /// What is to be done: `copy` it; it is copied `within` another; it is `safe`; there is `nothing`; `both` sides have data; it is `made` by NixOS; it is `refused`.
    #[cfg_attr(test, schemars(extend("enum" = ["copy", "within", "safe", "nothing", "both", "made", "refused"])))]
    status: &'static str,
    /// The entry around it, what NixOS links it to, or why it is refused.
    why: Option<String>,
    /// How many files are to be copied.
    files: u64,
    /// What they take on the disk.
    bytes: u64,
    /// Directories of the storage to be made before.
    parents: Vec<Parent>,
    /// Units to be stopped before.
    units: Vec<String>,
    /// What is not copied.
    left_out: Vec<Problem>,
    /// What could not be read or copied.
    errors: Vec<Problem>,
    /// Whether it was copied now; null unless that was asked for.
    copied: Option<bool>,
    /// Why it was not.
    failure: Option<String>,
}

/// A directory of a storage.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Parent {
    /// Its path.
    path: String,
    /// The number of its owner.
    user: u32,
    /// The number of its group.
    group: u32,
    /// Its mode, octal.
    mode: String,
}

/// A file that has to be there when the machine boots first.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct First {
    /// What it is.
    what: String,
    /// Where it has to be.
    path: String,
    /// A command that makes it; null when it can only be brought from elsewhere.
    command: Option<String>,
}

/// What became of a copy.
pub struct Outcome<'i> {
    /// The entry.
    pub item: &'i Item,
    /// Whether it was copied, or why not; `None` when that was not asked for.
    pub result: Option<Result<(), String>>,
    /// What could not be copied.
    pub errors: Vec<Problem>,
}

impl<'i> Outcome<'i> {
    /// A plan that is not carried out.
    #[must_use]
    pub fn planned(item: &'i Item) -> Self {
        Self { item, result: None, errors: item.errors.iter().map(Problem::of).collect() }
    }
}

fn left_out(left: &LeftOut) -> Problem {
    Problem { path: left.path.display().to_string(), message: left.why.to_owned() }
}

fn why(status: &Status) -> Option<&str> {
    match status {
        Status::Within(around) => Some(around),
        Status::Refused(why) | Status::Made(why) => Some(why),
        _ => None,
    }
}

/// The plan and what became of it, as JSON.
///
/// # Panics
/// Never: the form has no keys that JSON lacks.
#[must_use]
pub fn json(
    root: &std::path::Path,
    outcomes: &[Outcome<'_>],
    needed: &[Needed],
    unfinished: &[PathBuf],
) -> String {
    let entry = |outcome: &Outcome<'_>| Entry {
        path: outcome.item.path.clone(),
        storage: outcome.item.storage.clone(),
        kind: outcome.item.kind.as_str(),
        status: outcome.item.status.as_str(),
        why: why(&outcome.item.status).map(str::to_owned),
        files: outcome.item.files,
        bytes: outcome.item.bytes,
        parents: outcome.item.parents.iter().map(parent).collect(),
        units: outcome.item.units.clone(),
        left_out: outcome.item.left_out.iter().map(left_out).collect(),
        errors: outcome.errors.clone(),
        copied: outcome.result.as_ref().map(Result::is_ok),
        failure: outcome.result.as_ref().and_then(|result| result.as_ref().err().cloned()),
    };
    let first = |needed: &Needed| First {
        what: needed.what.clone(),
        path: needed.storage.clone(),
        command: needed.command(root),
    };
    let document = Document {
        version: VERSION,
        root: root.display().to_string(),
        entries: outcomes.iter().map(entry).collect(),
        first_boot: needed.iter().map(first).collect(),
        unfinished: unfinished.iter().map(|path| path.display().to_string()).collect(),
    };
    serde_json::to_string_pretty(&document).expect("plain data is JSON") + "\n"
}

fn parent(parent: &crate::live::migrate::Parent) -> Parent {
    Parent {
        path: parent.path.clone(),
        user: parent.user,
        group: parent.group,
        mode: format!("{:04o}", parent.mode),
    }
}

/// The plan for people; what needs nothing only when `all` is.
#[must_use]
pub fn table(outcomes: &[Outcome<'_>], all: bool, width: Option<usize>, style: Style) -> String {
    let mut out = String::new();
    let mut table = Table::default();
    for outcome in outcomes {
        let item = outcome.item;
        let quiet = !item.status.is_open() && outcome.result.is_none();
        if quiet && !all {
            continue;
        }
        let (role, word) = match (&item.status, &outcome.result) {
            (_, Some(Ok(()))) => (Role::Good, "copied"),
            (_, Some(Err(_))) => (Role::Bad, "not copied"),
            (Status::Copy, None) => (Role::Doubtful, "copy"),
            (Status::Both(_), None) => (Role::Doubtful, "both"),
            (Status::Refused(_), None) => (Role::Bad, "refused"),
            (Status::Made(_), None) => (Role::Faint, "made"),
            (Status::Safe, None) => (Role::Good, "safe"),
            (Status::Within(_), None) => (Role::Faint, "within"),
            (Status::Nothing, None) => (Role::Faint, "nothing"),
        };
        let note = match (&item.status, &outcome.result) {
            (_, Some(Err(why))) => why.clone(),
            (Status::Copy, _) => format!("{}, {}", files(item.files), size(item.bytes)),
            (Status::Both(count), _) => format!("both sides have data, and {count} names differ"),
            (status, _) => why(status).unwrap_or_default().to_owned(),
        };
        table.row([
            (Some(role), word),
            (None, &item.path),
            (Some(Role::Faint), "to"),
            (None, &item.storage),
            (Some(Role::Faint), &note),
        ]);
    }
    out += &table.print(0, width, style);
    let copies = || outcomes.iter().filter(|outcome| outcome.item.status == Status::Copy);
    let pending = || copies().filter(|outcome| !matches!(outcome.result, Some(Ok(()))));
    out += &part(
        "Make first",
        pending().flat_map(|outcome| &outcome.item.parents).map(|parent| {
            format!("{}  {}:{} {:04o}", parent.path, parent.user, parent.group, parent.mode)
        }),
        style,
    );
    out += &part("Stop first", pending().flat_map(|outcome| &outcome.item.units).cloned(), style);
    out += &part(
        "Not copied",
        copies()
            .flat_map(|outcome| &outcome.item.left_out)
            .map(|left| format!("{}: {}", left.path.display(), left.why)),
        style,
    );
    out += &part(
        "Errors",
        outcomes
            .iter()
            .flat_map(|outcome| &outcome.errors)
            .map(|error| format!("{}: {}", error.path, error.message)),
        style,
    );
    out
}

fn files(count: u64) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{count} files") }
}

/// A headline and lines, each once, when there are any; not more than a screen of them.
fn part(heading: &str, lines: impl Iterator<Item = String>, style: Style) -> String {
    const MOST: usize = 20;
    let mut seen = BTreeSet::new();
    let lines: Vec<String> = lines.filter(|line| seen.insert(line.clone())).collect();
    if lines.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}\n", style.paint(Role::Strong, heading));
    for line in lines.iter().take(MOST) {
        out += &format!("  {}\n", escape::line(line));
    }
    if lines.len() > MOST {
        out += &format!("  and {} more\n", lines.len() - MOST);
    }
    out
}

/// What has to be in a storage before the first boot, for people.
#[must_use]
pub fn first_boot(needed: &[Needed], root: &std::path::Path, style: Style) -> String {
    let mut out = String::new();
    if needed.is_empty() {
        return out;
    }
    out +=
        &format!("\n{}\n", style.paint(Role::Strong, "Needed at the first boot, and nowhere yet"));
    for needed in needed {
        let (path, what) = (escape::line(&needed.storage), escape::line(&needed.what));
        out += &format!("  {path}  {what}\n");
        if let Some(command) = needed.command(root) {
            out += &format!("    {}\n", escape::line(&command));
        }
    }
    out
}

/// The JSON Schema of the document.
#[cfg(test)]
pub(super) fn schema() -> schemars::Schema {
    schemars::schema_for!(Document)
}
