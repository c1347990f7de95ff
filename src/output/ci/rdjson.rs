//! Reviewdog's diagnostic format (`proto/rdf/reviewdog.proto` in reviewdog/reviewdog).

use serde::Serialize;

use super::{TOOL, body, findings, place};
use crate::{
    diagnostic::{self, Severity},
    output::{Places, place, url},
    source::{ColumnUnit, Span, TextRange},
};

#[derive(Serialize)]
struct Document {
    source: Source,
    diagnostics: Vec<Diagnostic>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'static str,
}

#[derive(Serialize)]
struct Diagnostic {
    message: String,
    location: Location,
    severity: &'static str,
    code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related>,
}

#[derive(Serialize)]
struct Code {
    value: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Location {
    path: String,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Related {
    message: String,
    location: Location,
}

/// One document. Files are to be named relative to the working directory.
///
/// # Panics
/// Never: the form has no keys that JSON lacks.
#[must_use]
pub fn rdjson(reports: &[Places<'_>]) -> String {
    let document = Document {
        source: Source { name: TOOL, url: env!("CARGO_PKG_REPOSITORY") },
        diagnostics: findings(reports).map(|(found, places)| diagnostic(found, places)).collect(),
    };
    serde_json::to_string_pretty(&document).expect("plain data is JSON") + "\n"
}

fn diagnostic(found: &diagnostic::Diagnostic, places: &Places<'_>) -> Diagnostic {
    let at = |span: Span| location(places.location_in(span, ColumnUnit::Bytes));
    Diagnostic {
        message: body(found, places),
        location: location(place(found, places, ColumnUnit::Bytes)),
        severity: match found.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Info => "INFO",
        },
        code: Code { value: found.rule, url: url(found.rule) },
        suggestions: suggestion(found, places).into_iter().collect(),
        related_locations: found
            .labels
            .iter()
            .map(|label| Related { message: label.message.clone(), location: at(label.span) })
            .collect(),
    }
}

/// The edits of a repair as one, when all are in the file of the finding: a suggestion names no file, and of several each
/// would be taken by itself.
fn suggestion(found: &diagnostic::Diagnostic, places: &Places<'_>) -> Option<Suggestion> {
    let edits = &found.fix.as_ref()?.edits;
    let (first, last) = (edits.first()?.span, edits.last()?.span);
    if edits.iter().any(|edit| Some(edit.span.file) != found.span.map(|span| span.file)) {
        return None;
    }
    let old = places.report().files.text(first.file);
    let (mut text, mut done) = (String::new(), first.range.start as usize);
    for edit in edits {
        let range = edit.span.range.as_usize();
        text += old.get(done..range.start)?;
        text += &edit.replacement;
        done = range.end;
    }
    let whole = Span::new(first.file, TextRange::new(first.range.start, last.range.end));
    let range = location(places.location_in(whole, ColumnUnit::Bytes)).range;
    Some(Suggestion { range, text })
}

fn location(at: place::Location) -> Location {
    let position = |point: place::Point| Position { line: point.line, column: point.column };
    Location { path: at.file, range: Range { start: position(at.start), end: position(at.end) } }
}
