//! SARIF 2.1.0 (OASIS), as GitHub's code scanning reads it.
//!
//! What the user allowed or keeps in a baseline is not in it: GitHub would open an alert for it all the same.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::{TOOL, findings, hosts, place, uri};
use crate::{
    check,
    diagnostic::{Diagnostic, Fix, Label, Severity},
    output::{Places, place::Location, url},
    rules,
    source::{ColumnUnit, FileId, Span},
};

/// The schema of the format.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// One log with one run. Files are to be named relative to the repository.
///
/// # Panics
/// Never: the form has no keys that JSON lacks.
#[must_use]
pub fn sarif(reports: &[Places<'_>]) -> String {
    let mut ids: Vec<&'static str> = findings(reports).map(|(found, _)| found.rule).collect();
    ids.sort_unstable();
    ids.dedup();
    let results: Vec<Value> =
        findings(reports).map(|(found, places)| result(found, places, &ids)).collect();
    let whole = reports.iter().all(|places| places.report().whole);
    let mut driver = json!({
        "name": TOOL,
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": ids.iter().map(|id| rule(id)).collect::<Vec<_>>(),
    });
    let repository = env!("CARGO_PKG_REPOSITORY");
    if !repository.is_empty() {
        driver["informationUri"] = json!(repository);
    }
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver },
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": {
                "%SRCROOT%": { "description": { "text": "The root of the repository." } }
            },
            "invocations": [{ "executionSuccessful": whole }],
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&log).expect("plain data is JSON") + "\n"
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// What is told of a rule, or of the findings that are no rule's.
fn rule(id: &str) -> Value {
    let Some(rule) = rules::find(id) else {
        let text = match id {
            check::SYNTAX => "a file cannot be read",
            "evaluation" => "a host or a part of it cannot be evaluated",
            _ => "the configuration of persist-lint cannot be read",
        };
        return json!({
            "id": id,
            "shortDescription": { "text": text },
            "defaultConfiguration": { "level": "error" },
        });
    };
    let mut told = json!({
        "id": rule.id,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.section("What it does").unwrap_or(rule.summary) },
        "help": { "text": rule.doc, "markdown": rule.doc },
        "defaultConfiguration": {
            "level": if rule.opt_in { "none" } else { level(rule.severity) },
        },
        "properties": { "tags": ["nixos", "impermanence"], "precision": "high" },
    });
    if let Some(url) = url(rule.id) {
        told["helpUri"] = json!(url);
    }
    told
}

fn result(found: &Diagnostic, places: &Places<'_>, ids: &[&'static str]) -> Value {
    let at = place(found, places, ColumnUnit::Utf16);
    let mut result = json!({
        "ruleId": found.rule,
        "ruleIndex": ids.binary_search(&found.rule).ok(),
        "level": level(found.severity),
        "message": { "text": message(found, places) },
        "locations": [{ "physicalLocation": physical(&at) }],
        "partialFingerprints": {
            "persistLint/v1": check::fingerprint(found, places.report()),
        },
        "properties": { "hosts": found.hosts, "path": found.path },
    });
    if !found.labels.is_empty() {
        let all = found.labels.iter().enumerate();
        result["relatedLocations"] =
            all.map(|(index, label)| related(index, label, places)).collect();
    }
    if let Some(fix) = &found.fix {
        result["fixes"] = json!([repair(fix, places)]);
    }
    result
}

/// The finding in prose, with links to the related places.
fn message(found: &Diagnostic, places: &Places<'_>) -> String {
    let mut text = plain(&found.message) + ".";
    for (word, more) in [("Why", &found.reason), ("Help", &found.help)] {
        if let Some(more) = more {
            text += &format!("\n{word}: {}.", plain(more.trim_end_matches('.')));
        }
    }
    for (index, label) in found.labels.iter().enumerate() {
        text += &format!("\nSee [{}]({}).", plain(&label.message), index + 1);
    }
    if let Some(hosts) = hosts(found, places) {
        text += &format!("\nOn {hosts}.");
    }
    text
}

/// Text in which brackets are no links (SARIF, 3.11.6).
fn plain(text: &str) -> String {
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

fn related(index: usize, label: &Label, places: &Places<'_>) -> Value {
    let at = places.location_in(label.span, ColumnUnit::Utf16);
    json!({
        "id": index + 1,
        "physicalLocation": physical(&at),
        "message": { "text": plain(&label.message) },
    })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

fn region(at: &Location) -> Region {
    Region {
        start_line: at.start.line,
        start_column: at.start.column,
        end_line: at.end.line,
        end_column: at.end.column,
    }
}

fn physical(at: &Location) -> Value {
    json!({ "artifactLocation": artifact(&at.file), "region": region(at) })
}

fn artifact(file: &str) -> Value {
    if std::path::Path::new(file).is_absolute() {
        return json!({ "uri": uri(file) });
    }
    json!({ "uri": uri(file), "uriBaseId": "%SRCROOT%" })
}

fn repair(fix: &Fix, places: &Places<'_>) -> Value {
    let mut files: BTreeMap<(String, FileId), Vec<(Span, &str)>> = BTreeMap::new();
    for edit in &fix.edits {
        let name = places.location(edit.span).file;
        let edits = files.entry((name, edit.span.file)).or_default();
        edits.push((edit.span, &edit.replacement));
    }
    let changes = files.iter().map(|((name, _), edits)| {
        let replacements = edits.iter().map(|(span, text)| {
            json!({
                "deletedRegion": region(&places.location_in(*span, ColumnUnit::Utf16)),
                "insertedContent": { "text": text },
            })
        });
        json!({
            "artifactLocation": artifact(name),
            "replacements": replacements.collect::<Vec<_>>(),
        })
    });
    json!({
        "description": { "text": plain(&fix.title) },
        "artifactChanges": changes.collect::<Vec<_>>(),
    })
}
