//! Workflow commands of GitHub Actions, which become annotations of lines.
//!
//! The form is that of GitHub's page "Workflow commands for GitHub Actions" and of `command.ts` in actions/toolkit.

use std::fmt::Write as _;

use super::{TOOL, body, findings};
use crate::{
    diagnostic::{Diagnostic, Severity},
    output::Places,
};

/// One command for each finding, the worst first: GitHub shows ten of each kind and step.
///
/// Files are to be named relative to the repository.
#[must_use]
pub fn github(reports: &[Places<'_>]) -> String {
    let mut all: Vec<_> = findings(reports).collect();
    all.sort_by_key(|(found, _)| std::cmp::Reverse(found.severity));
    all.into_iter().map(|(found, places)| command(found, places)).collect()
}

fn command(found: &Diagnostic, places: &Places<'_>) -> String {
    let name = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let title = property(&format!("{TOOL} ({})", found.rule));
    let mut out = format!("::{name} title={title}");
    if let Some(span) = found.span {
        let at = places.location(span);
        write!(out, ",file={},line={},endLine={}", property(&at.file), at.start.line, at.end.line)
            .expect("strings take all");
        // Columns are allowed on one line only.
        if at.start.line == at.end.line {
            write!(out, ",col={},endColumn={}", at.start.column, at.end.column)
                .expect("strings take all");
        }
    }
    out + "::" + &data(&body(found, places)) + "\n"
}

/// A message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
