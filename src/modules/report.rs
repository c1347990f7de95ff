//! Errors of evaluation as diagnostics.

use std::path::Path;

use crate::{
    diagnostic::{Diagnostic, Severity},
    eval::{Error, ErrorKind, Evaluator, ReadError, first_line},
    source::{LineIndex, Span},
};

use super::{embedded, facts::Import, ignored::is_ignored, query::Reader};

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

/// The same error of a file that cannot be read, named as it is called in the project. Where it is not there and kept out
/// of the repository, nothing is wrong with the configuration, and what the file sets is not known.
pub(super) fn of_file<'a>(
    mut diagnostic: Diagnostic,
    evaluator: &Evaluator<'a>,
    project: &Path,
    error: Error<'a>,
) -> Diagnostic {
    let read = error.message.strip_prefix("cannot read ").and_then(|text| text.rsplit_once(": "));
    let (ErrorKind::Io, Some((path, why))) = (error.kind, read) else { return diagnostic };
    // In a copy of the project the file is not there, either.
    let Ok(path) = evaluator.real_path(path, error.pos) else { return diagnostic };
    let Ok(name) = path.strip_prefix(project) else { return diagnostic };
    let name = name.display();
    if why == ReadError::NotFound.to_string() && is_ignored(evaluator.vfs(), project, &path) {
        diagnostic.severity = Severity::Warning;
        diagnostic.message = format!("`{name}` is not there, and what it sets is not known");
        return diagnostic
            .reason("`.gitignore` names it: it is kept on the machine itself")
            .help("check the configuration where the file is");
    }
    diagnostic.message = format!("cannot read `{name}`: {why}");
    diagnostic
}

/// The name of the input that is not on disk, when that is all that a reason says.
fn missing_input(reason: &str) -> Option<&str> {
    let name = reason.strip_prefix("input `")?.strip_suffix("` is not on disk")?;
    (!name.contains('`')).then_some(name)
}

/// Several reasons in one phrase.
pub(super) fn reasons(reasons: &[&str]) -> String {
    let (inputs, mut others): (Vec<_>, Vec<_>) =
        reasons.iter().copied().partition(|reason| missing_input(reason).is_some());
    let names: Vec<_> = inputs.into_iter().filter_map(missing_input).collect();
    let missing = match names.as_slice() {
        [] => None,
        [name] => Some(format!("input `{name}` is not on disk")),
        names => Some(format!("inputs `{}` are not on disk", names.join("`, `"))),
    };
    others.splice(0..0, missing.as_deref());
    others.join("; ")
}

/// What to do about inputs that are not on disk, when that is the reason.
pub(super) fn with_advice(diagnostic: Diagnostic, reason: &str) -> Diagnostic {
    let told = |begin: &str, end: &str| -> Option<Vec<String>> {
        let (names, _) = reason.split_once(begin)?.1.split_once(end)?;
        Some(names.split("`, `").map(|name| format!("--override-input {name}=PATH")).collect())
    };
    let one = || told("input `", "`").filter(|_| reason.contains("is not on disk"));
    let Some(options) = told("inputs `", "` are not on disk").or_else(one) else {
        return diagnostic;
    };
    let what = if options.len() > 1 { "they are" } else { "it is" };
    diagnostic.help(format!(
        "say where {what} with `{}`, or fetch the inputs with `nix flake archive`",
        options.join(" ")
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

/// What could not be computed, for people: places in the embedded library are none, and files that are not there for the same
/// reason are told in one.
pub(super) fn notes(evaluator: &Evaluator<'_>) -> Vec<(String, Option<Span>)> {
    let files = evaluator.program().files();
    let is_shown = |span: &Span| !files.path(span.file).starts_with(embedded::ROOT);
    let mut notes: Vec<(String, Option<Span>)> = Vec::new();
    for (text, span) in evaluator.notes() {
        let note = (text, span.filter(is_shown));
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    collected(notes)
}

/// How many files are told one by one.
const FEW: usize = 3;

/// Notes "`file` is …" of which many say the same of other files as one.
fn collected(notes: Vec<(String, Option<Span>)>) -> Vec<(String, Option<Span>)> {
    let mut told: Vec<(String, Option<Span>, usize)> = Vec::new();
    let said =
        |text: &str| text.strip_prefix("`/")?.split_once('`').map(|(_, what)| what.to_owned());
    let count = |what: &Option<String>, place| {
        notes.iter().filter(|(text, span)| *span == place && said(text) == *what).count()
    };
    for (text, span) in &notes {
        let what = said(text);
        let many = what.is_some() && count(&what, *span) > FEW;
        let first =
            told.iter_mut().find(|(first, place, _)| many && place == span && said(first) == what);
        match first {
            Some((_, _, others)) => *others += 1,
            None => told.push((text.clone(), *span, 0)),
        }
    }
    let show = |(text, span, others): (String, _, usize)| match others {
        0 => (text, span),
        others => (format!("{text}; so are {others} other files"), span),
    };
    told.into_iter().map(show).collect()
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

#[cfg(test)]
mod tests {
    use super::collected;

    #[test]
    fn many_files_are_one_note() {
        let missing = |name: &str| (format!("`/a/{name}.nix` is outside of the project"), None);
        let other = ("an import is not known: input `a` is not on disk".to_owned(), None);
        let few = vec![missing("a"), other.clone(), missing("b")];
        assert_eq!(collected(few.clone()), few);
        let many: Vec<_> =
            ["a", "b", "c", "d"].map(missing).into_iter().chain([other.clone()]).collect();
        let one = "`/a/a.nix` is outside of the project; so are 3 other files".to_owned();
        assert_eq!(collected(many), [(one, None), other]);
    }
}
