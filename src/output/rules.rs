//! The list of rules.

use serde::Serialize;

use super::{Role, Style, table::Table, url};
use crate::{
    diagnostic::Severity,
    rules::{Fixable, RULES},
};

#[derive(Serialize)]
struct Document {
    version: u32,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
struct Rule {
    id: &'static str,
    severity: &'static str,
    summary: &'static str,
    fixable: &'static str,
    since: &'static str,
    url: Option<String>,
}

fn fixable(fixable: Fixable) -> &'static str {
    match fixable {
        Fixable::No => "no",
        Fixable::Sometimes => "sometimes",
        Fixable::Always => "always",
    }
}

/// Aligned, for people.
#[must_use]
pub fn table(width: Option<usize>, style: Style) -> String {
    let mut table = Table::default();
    for rule in RULES {
        let role = match rule.severity {
            Severity::Error => Role::Bad,
            Severity::Warning => Role::Doubtful,
            Severity::Info => Role::Note,
        };
        let fix = match rule.fixable {
            Fixable::No => "",
            Fixable::Sometimes => "sometimes fixable",
            Fixable::Always => "fixable",
        };
        table.row([
            (None, rule.id),
            (Some(role), rule.severity.as_str()),
            (None, rule.summary),
            (Some(Role::Faint), fix),
        ]);
    }
    table.print(0, width, style)
}

/// A table in Markdown.
#[must_use]
pub fn markdown() -> String {
    let mut out = "| rule | level | finds | fixable |\n|---|---|---|---|\n".to_owned();
    for rule in RULES {
        let cells = [rule.severity.as_str(), rule.summary, fixable(rule.fixable)].join(" | ");
        out += &format!("| [{0}](lints/{0}.md) | {cells} |\n", rule.id);
    }
    out
}

/// For programs.
///
/// # Panics
/// Never: the form has no keys that JSON lacks.
#[must_use]
pub fn json() -> String {
    let rules = RULES.iter().map(|rule| Rule {
        id: rule.id,
        severity: rule.severity.as_str(),
        summary: rule.summary,
        fixable: fixable(rule.fixable),
        since: rule.since,
        url: url(rule.id),
    });
    let document = Document { version: 1, rules: rules.collect() };
    serde_json::to_string_pretty(&document).expect("plain data is JSON") + "\n"
}
