//! One line for each diagnostic.

use super::{Places, escape};
use crate::diagnostic::{Diagnostic, host_list};

/// How many related places are named.
const RELATED: usize = 2;
/// How many hosts are named.
const HOSTS: usize = 4;

/// The diagnostics of a report.
#[must_use]
pub fn concise(places: &Places<'_>) -> String {
    places.report().diagnostics.iter().map(|diagnostic| line(diagnostic, places) + "\n").collect()
}

fn line(diagnostic: &Diagnostic, places: &Places<'_>) -> String {
    let place = diagnostic.span.map(|span| places.short(span) + ": ").unwrap_or_default();
    let mut notes = Vec::new();
    let related: Vec<_> =
        diagnostic.labels.iter().take(RELATED).map(|label| places.short(label.span)).collect();
    if !related.is_empty() {
        notes.push(format!("see {}", related.join(", ")));
    }
    if places.report().fleet.hosts.len() > 1 && !diagnostic.hosts.is_empty() {
        notes.push(host_list(&diagnostic.hosts, HOSTS));
    }
    let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) };
    let text = format!(
        "{place}{}[{}] {}{notes}",
        diagnostic.severity.as_str(),
        diagnostic.rule,
        diagnostic.message
    );
    escape::line(&text).into_owned()
}
