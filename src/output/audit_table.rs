//! What would be lost now, for people.

use std::{cmp::Reverse, collections::BTreeMap, fmt::Write as _};

use jiff::Timestamp;

use super::{Role, Style, escape, size, table::Table};
use crate::live::{Audit, Unpersisted};

/// Errors that are shown.
const SHOWN: usize = 10;

/// What was found, in at most `width` columns when that is possible, and the entries that would keep it.
#[must_use]
pub fn table(audit: &Audit, now: Timestamp, width: Option<usize>, style: Style) -> String {
    let mut found: Vec<&Unpersisted> = audit.unpersisted.iter().collect();
    found.sort_by_key(|found| (Reverse(rank(found)), &found.path));
    let mut out = String::new();
    if !found.is_empty() {
        out += &format!("{}\n", style.paint(Role::Strong, "Lost at the next boot"));
        out += &rows(&found, now).print(2, width, style);
    }
    out += &entries(&found, style);
    out
}

/// What matters most comes first.
fn rank(found: &Unpersisted) -> (bool, u8) {
    // What is not known stands between what is missed and what is not.
    let loss =
        found.loss.map_or(1, |loss| if found.matters() { 2 + loss as u8 } else { loss as u8 });
    (found.matters(), loss)
}

fn rows(found: &[&Unpersisted], now: Timestamp) -> Table {
    let mut table = Table::default();
    for found in found {
        let role = match found.loss {
            None => Role::Doubtful,
            Some(_) if found.matters() => Role::Bad,
            Some(_) => Role::Faint,
        };
        let path = found.path.to_string_lossy();
        let is_folder = !found.is_file && !path.ends_with('/');
        let path = if is_folder { format!("{path}/") } else { path.into_owned() };
        let files = match found.files {
            1 if found.is_file => String::new(),
            1 => "1 file".to_owned(),
            files => format!("{files} files"),
        };
        let about = if found.is_estimate { "about " } else { "" };
        let amount = format!("{about}{}", size(found.bytes));
        let user = found.user.as_deref().filter(|user| *user != "root");
        let owner = match (&found.owner, user) {
            (Some(owner), _) => owner.clone(),
            (None, Some(user)) => format!("of user {user}"),
            (None, None) => String::new(),
        };
        let note = match (found.pending, &found.entry) {
            (true, _) => "its entry is not in effect yet",
            (false, None) => "no entry can be written for it",
            (false, Some(_)) => "",
        };
        table.row([
            (Some(role), found.loss.map_or("unknown", |loss| loss.as_str())),
            (None, &path),
            (None, &owner),
            (Some(Role::Faint), &amount),
            (Some(Role::Faint), &files),
            (Some(Role::Faint), &ago(found.changed, now)),
            (Some(Role::Doubtful), note),
        ]);
    }
    table
}

/// "3 h ago", in the largest unit that fits.
fn ago(time: Timestamp, now: Timestamp) -> String {
    let seconds = now.as_second().saturating_sub(time.as_second());
    let (count, unit) = match seconds {
        ..60 => return "just now".to_owned(),
        60..3600 => (seconds / 60, "min"),
        3600..86400 => (seconds / 3600, "h"),
        86400..5_184_000 => (seconds / 86400, if seconds < 172_800 { "day" } else { "days" }),
        _ => (seconds / 2_592_000, "months"),
    };
    format!("{count} {unit} ago")
}

/// The entries to add, by the set they go to.
fn entries(found: &[&Unpersisted], style: Style) -> String {
    let mut sets: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    let entries = found.iter().filter(|found| !found.pending && found.matters());
    for entry in entries.filter_map(|found| found.entry.as_ref()) {
        sets.entry(&entry.set).or_default().entry(entry.list).or_default().push(&entry.item);
    }
    if sets.is_empty() {
        return String::new();
    }
    let mut out =
        format!("\n{}\n", style.paint(Role::Strong, "Entries that would keep what matters"));
    for (set, lists) in sets {
        writeln!(out, "  {} = {{", escape::line(set)).expect("strings take all");
        for (list, mut items) in lists {
            items.sort_unstable();
            items.dedup();
            writeln!(out, "    {list} = [").expect("strings take all");
            for item in items {
                writeln!(out, "      {}", escape::line(item)).expect("strings take all");
            }
            out += "    ];\n";
        }
        out += "  };\n";
    }
    out
}

/// What was looked at and how it ended, for stderr.
#[must_use]
pub fn summary(audit: &Audit, host: &str) -> String {
    let mut out = String::new();
    let mut say =
        |text: String| writeln!(out, "{}", escape::line(&text)).expect("strings take all");
    for error in audit.errors.iter().take(SHOWN) {
        say(format!("cannot look at {error}"));
    }
    let more = audit.errors.len().saturating_sub(SHOWN) + audit.more_errors;
    if more > 0 {
        say(format!("cannot look at {more} more; --format json lists them"));
    }
    for (path, why) in &audit.doubtful {
        say(format!("left out `{path}`: it is not known whether it is wiped ({why})"));
    }
    if audit.walked.is_empty() && audit.doubtful.is_empty() {
        say(format!(
            "nothing was looked at: no filesystem of `{host}` is known to be wiped at boot"
        ));
    }
    if audit.unclear > 0 {
        say(format!(
            "left out {}, where something may be kept that is not known",
            folders(audit.unclear)
        ));
    }
    let walked: Vec<String> =
        audit.walked.iter().map(|(path, why)| format!("`{path}` ({why})")).collect();
    let matter = audit.unpersisted.iter().filter(|found| found.matters());
    let (count, bytes) =
        matter.fold((0, 0), |(count, bytes), found| (count + 1, bytes + found.bytes));
    let result = match (count, audit.unpersisted.len()) {
        (0, 0) => "nothing would be lost".to_owned(),
        (0, _) => "nothing that matters would be lost".to_owned(),
        (1, _) => format!("1 place with {} would be lost", size(bytes)),
        (count, _) => format!("{count} places with {} would be lost", size(bytes)),
    };
    if audit.stopped {
        say(format!("stopped after {} names; so far, {result}", audit.seen));
    } else if !walked.is_empty() {
        say(format!("looked at {} names in {}: {result}", audit.seen, walked.join(", ")));
    }
    out
}

fn folders(count: usize) -> String {
    if count == 1 { "1 folder".to_owned() } else { format!("{count} folders") }
}
