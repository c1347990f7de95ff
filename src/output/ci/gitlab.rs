//! GitLab's Code Quality report (its page "Code Quality", "Code Quality report format").

use std::collections::BTreeMap;

use serde::Serialize;

use super::{body, findings, place};
use crate::{check, diagnostic::Severity, output::Places, source::ColumnUnit};

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// A list of issues. Files are to be named relative to the repository.
///
/// # Panics
/// Never: the form has no keys that JSON lacks.
#[must_use]
pub fn gitlab(reports: &[Places<'_>]) -> String {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut issues = Vec::new();
    for (found, places) in findings(reports) {
        let at = place(found, places, ColumnUnit::Characters);
        issues.push(Issue {
            description: body(found, places),
            check_name: found.rule,
            fingerprint: unique(check::fingerprint(found, places.report()), &mut seen),
            severity: match found.severity {
                Severity::Error => "critical",
                Severity::Warning => "major",
                Severity::Info => "info",
            },
            location: Location {
                path: at.file,
                lines: Lines { begin: at.start.line, end: at.end.line },
            },
        });
    }
    serde_json::to_string_pretty(&issues).expect("plain data is JSON") + "\n"
}

/// GitLab shows one of several issues that have the same fingerprint.
fn unique(fingerprint: String, seen: &mut BTreeMap<String, usize>) -> String {
    let before = seen.entry(fingerprint.clone()).or_default();
    *before += 1;
    if *before == 1 { fingerprint } else { format!("{fingerprint}-{before}") }
}
