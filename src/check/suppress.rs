//! Comments that allow findings, and those that allow nothing.

use std::sync::Arc;

use super::{Report, is_about_input, similar};
use crate::{
    diagnostic::{Diagnostic, Edit, Fix, Safety, Severity},
    eval::Source,
    rules::{self, RULES, Rule},
    source::{FileId, LineIndex, Span},
    syntax::{self, Malformed, Suppression},
};

/// One rule in one comment.
struct Allowed {
    file: FileId,
    /// The line it is about, from 1; `None` for the whole file.
    line: Option<u32>,
    rule: &'static Rule,
    /// Where the rule is named.
    span: Span,
    /// The comment it stands in.
    comment: usize,
    used: bool,
}

/// A comment, for its removal.
struct Comment {
    file: FileId,
    suppression: Suppression,
}

/// Takes the findings out of a report that comments allow, and reports comments that allow nothing or cannot be read.
/// `ran` says whether a rule had a chance to find something in a file.
pub(super) fn apply(
    report: &mut Report,
    sources: &[Arc<Source>],
    ran: impl Fn(&Rule, FileId) -> bool,
    severity: impl Fn(&Rule, FileId) -> Option<Severity>,
) {
    let mut allowed = Vec::new();
    let mut comments = Vec::new();
    let mut own = Vec::new();
    for source in sources {
        let text = report.files.text(source.file);
        for found in syntax::suppressions(&text) {
            match found {
                Ok(suppression) => {
                    let index = LineIndex::new(&text);
                    let line = (!suppression.of_file)
                        .then(|| index.line_column(&text, suppression.about).line);
                    for (id, range) in &suppression.rules {
                        let span = Span::new(source.file, *range);
                        match rules::find(id) {
                            Some(rule) => allowed.push(Allowed {
                                file: source.file,
                                line,
                                rule,
                                span,
                                comment: comments.len(),
                                used: false,
                            }),
                            None => own.push(unknown(id, span)),
                        }
                    }
                    comments.push(Comment { file: source.file, suppression });
                }
                Err(malformed) => own.push(unreadable(malformed, source.file)),
            }
        }
    }
    take(report, &mut allowed);
    let unused = allowed.iter().filter(|one| !one.used && ran(one.rule, one.file));
    own.extend(unused.filter_map(|one| superfluous(one, &allowed, &comments, report)));
    for mut found in own {
        let (Some(rule), Some(span)) = (rules::find(found.rule), found.span) else { continue };
        if let Some(severity) = severity(rule, span.file) {
            found.severity = severity;
            report.diagnostics.push(found);
        }
    }
    // An allowed `unused-suppression` is the last word.
    take(report, &mut allowed);
}

/// Moves what is allowed out of the diagnostics.
fn take(report: &mut Report, allowed: &mut [Allowed]) {
    if allowed.is_empty() {
        return;
    }
    let mut left = Vec::new();
    for found in std::mem::take(&mut report.diagnostics) {
        let lines = if is_about_input(&found) { Vec::new() } else { touched(&found, report) };
        let mut is_allowed = false;
        for one in allowed.iter_mut().filter(|one| one.rule.id == found.rule) {
            let own_file = found.span.is_some_and(|span| span.file == one.file);
            let applies = match one.line {
                None => own_file && !lines.is_empty(),
                Some(line) => lines.iter().any(|(file, first, last)| {
                    *file == one.file && (*first..=*last).contains(&line)
                }),
            };
            one.used |= applies;
            is_allowed |= applies;
        }
        if is_allowed {
            report.suppressed.push(found);
        } else {
            left.push(found);
        }
    }
    report.diagnostics = left;
}

/// The lines a diagnostic touches: all of its place, and the first of every other.
fn touched(found: &Diagnostic, report: &Report) -> Vec<(FileId, u32, u32)> {
    let lines = |span: Span, whole: bool| {
        let text = report.files.text(span.file);
        let index = LineIndex::new(&text);
        let first = index.line_column(&text, span.range.start).line;
        let end = span.range.end.saturating_sub(1).max(span.range.start);
        (span.file, first, if whole { index.line_column(&text, end).line } else { first })
    };
    let own = found.span.map(|span| lines(span, true));
    own.into_iter().chain(found.labels.iter().map(|label| lines(label.span, false))).collect()
}

fn unknown(id: &str, span: Span) -> Diagnostic {
    let rule = &rules::MALFORMED_SUPPRESSION;
    let help = match similar(id, RULES.iter().map(|rule| rule.id)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "`persist-lint rules` lists them".to_owned(),
    };
    Diagnostic::new(rule.id, rule.severity, format!("there is no rule `{id}` to allow"))
        .at(span)
        .reason("what the comment means to allow is reported")
        .help(help)
}

fn unreadable(malformed: Malformed, file: FileId) -> Diagnostic {
    let rule = &rules::MALFORMED_SUPPRESSION;
    Diagnostic::new(rule.id, rule.severity, malformed.message)
        .at(Span::new(file, malformed.comment))
        .reason("what the comment means to allow is reported")
        .help(malformed.help)
}

/// A rule that a comment names for nothing. When it names no other, the finding is about the comment, and is told once.
fn superfluous(
    one: &Allowed,
    all: &[Allowed],
    comments: &[Comment],
    report: &Report,
) -> Option<Diagnostic> {
    let rule = &rules::UNUSED_SUPPRESSION;
    let comment = &comments[one.comment];
    let of_comment: Vec<_> = all.iter().filter(|other| other.comment == one.comment).collect();
    let whole = of_comment.len() == comment.suppression.rules.len()
        && of_comment.iter().all(|other| !other.used);
    if whole && of_comment.first().is_some_and(|first| first.span != one.span) {
        return None;
    }
    // Of several rules, this one goes with the comma beside it.
    let (range, names) = if whole {
        let names: Vec<_> = of_comment.iter().map(|other| format!("`{}`", other.rule.id)).collect();
        (comment.suppression.removal, names.join(", "))
    } else {
        (without(comment, one, report), format!("`{}`", one.rule.id))
    };
    let fix = Fix {
        title: if whole {
            "remove the comment".to_owned()
        } else {
            format!("remove {names} from the comment")
        },
        safety: Safety::Safe,
        edits: vec![Edit { span: Span::new(comment.file, range), replacement: String::new() }],
    };
    let verb = if whole && of_comment.len() > 1 { "find" } else { "finds" };
    let message = format!("{names} {verb} nothing that this comment would allow");
    let diagnostic = Diagnostic::new(rule.id, rule.severity, message);
    let reason = "it would hide a finding that comes later";
    Some(diagnostic.at(one.span).reason(reason).help("remove it").fix(fix))
}

/// The name of a rule in a list, with the comma after it, or before it when it is the last.
fn without(comment: &Comment, one: &Allowed, report: &Report) -> crate::source::TextRange {
    let text = report.files.text(comment.file);
    let range = one.span.range.as_usize();
    let rest = &text[range.end..];
    let (start, end) = match rest.trim_start().strip_prefix(',') {
        Some(after) => (range.start, text.len() - after.trim_start().len()),
        None => (text[..range.start].trim_end().trim_end_matches(',').len(), range.end),
    };
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    crate::source::TextRange::new(offset(start), offset(end))
}
