//! The list of rules.

use serde::Serialize;

use super::{Role, Style, table::Table, url};
use crate::rules::{Fixable, Level, RULES};

/// What `persist-lint rules --format json` prints.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Document {
    /// The version of this form.
    version: u32,
    /// All rules.
    rules: Vec<Rule>,
}

/// A rule.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Rule {
    /// Its id.
    id: &'static str,
    /// Its level when nothing is configured.
    #[cfg_attr(test, schemars(extend("enum" = ["error", "warning", "info", "off"])))]
    level: &'static str,
    /// How bad its findings are when it runs.
    #[cfg_attr(test, schemars(extend("enum" = ["error", "warning", "info"])))]
    severity: &'static str,
    /// What it finds.
    summary: &'static str,
    /// How often a finding can be repaired.
    #[cfg_attr(test, schemars(extend("enum" = ["no", "sometimes", "always"])))]
    fixable: &'static str,
    /// The version it appeared in.
    since: &'static str,
    /// Its page.
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
    let mut table = Table::with_whole(1);
    for rule in RULES {
        let role = match rule.level() {
            Level::Error => Role::Bad,
            Level::Warning => Role::Doubtful,
            Level::Info => Role::Note,
            Level::Off => Role::Faint,
        };
        let fix = match rule.fixable {
            Fixable::No => "",
            Fixable::Sometimes => "sometimes fixable",
            Fixable::Always => "fixable",
        };
        table.row([
            (None, rule.id),
            (Some(role), rule.level().as_str()),
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
        let cells = [rule.level().as_str(), rule.summary, fixable(rule.fixable)].join(" | ");
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
        level: rule.level().as_str(),
        severity: rule.severity.as_str(),
        summary: rule.summary,
        fixable: fixable(rule.fixable),
        since: rule.since,
        url: url(rule.id),
    });
    let document = Document { version: 1, rules: rules.collect() };
    serde_json::to_string_pretty(&document).expect("plain data is JSON") + "\n"
}

/// The JSON Schema of the document.
#[cfg(test)]
pub(super) fn schema() -> schemars::Schema {
    schemars::schema_for!(Document)
}
