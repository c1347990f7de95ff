//! Errors of evaluation as diagnostics.

use std::path::Path;

use crate::{
    diagnostic::{Diagnostic, Severity},
    eval::{Error, Evaluator, first_line},
    source::{LineIndex, Span},
};

use super::{embedded, facts::Import, query::Reader};

/// The diagnostic of an error: at its own place when that is in the project, else at the nearest step that is.
pub(super) fn diagnostic<'a>(
    evaluator: &Evaluator<'a>,
    reader: &Reader<'_, 'a>,
    error: Error<'a>,
) -> Diagnostic {
    let story = evaluator.story(error, |pos| reader.span(pos));
    let mut diagnostic = Diagnostic::new("evaluation", Severity::Error, first_line(error.message));
    diagnostic.span = story.place;
    for (step, span) in story.own {
        diagnostic = diagnostic.label(span, step);
    }
    let raised = story.raised.and_then(|span| place(evaluator, span));
    let raised = raised.map(|place| format!("raised in {place}"));
    // What is no step is advice.
    let (steps, advice): (Vec<_>, Vec<_>) =
        story.contexts.into_iter().partition(|text| text.starts_with("while "));
    diagnostic.help = advice.into_iter().next();
    let reason: Vec<String> = raised.into_iter().chain(steps).collect();
    if !reason.is_empty() {
        diagnostic = diagnostic.reason(reason.join(", "));
    }
    diagnostic
}

/// What to do about an input that is not on disk, when that is the reason.
pub(super) fn with_advice(diagnostic: Diagnostic, reason: &str) -> Diagnostic {
    let missing = reason.split_once("input `").filter(|_| reason.contains("is not on disk"));
    let Some((name, _)) = missing.and_then(|(_, rest)| rest.split_once('`')) else {
        return diagnostic;
    };
    diagnostic.help(format!(
        "say where it is with `--override-input {name}=PATH`, or fetch the inputs with `nix flake archive`"
    ))
}

/// File and line of a library; nothing of the embedded one, which nobody can look at.
fn place(evaluator: &Evaluator<'_>, span: Span) -> Option<String> {
    let files = evaluator.program().files();
    let path = files.path(span.file);
    if path.starts_with(embedded::ROOT) {
        return None;
    }
    evaluator.note_place(span);
    let text = files.text(span.file);
    let line = LineIndex::new(&text).line_column(&text, span.range.start).line;
    Some(format!("{}:{line}", path.display()))
}

/// The diagnostic of modules that import each other.
pub(super) fn import_cycle(cycle: &[&Import], project: &Path) -> Diagnostic {
    let name = |file: &Path| file.strip_prefix(project).unwrap_or(file).display().to_string();
    let files: Vec<_> = cycle.iter().map(|import| format!("`{}`", name(&import.to))).collect();
    let message = match files.as_slice() {
        [file] => format!("{file} imports itself"),
        _ => format!("modules import each other: {}", files.join(" imports ")),
    };
    let mut diagnostic = Diagnostic::new("evaluation", Severity::Error, message);
    let mut spans = cycle.iter().filter_map(|import| Some((import.span?, &import.to)));
    diagnostic.span = spans.next().map(|(span, _)| span);
    for (span, file) in spans {
        diagnostic = diagnostic.label(span, format!("imports `{}`", name(file)));
    }
    diagnostic.reason("the module system follows imports without end and fails")
}
