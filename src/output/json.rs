//! `persist-lint check --format json`

use serde::Serialize;

use super::{
    Counts, Places,
    place::{Location, Point},
    unknown::Unknown,
};
use crate::diagnostic;

/// The version of the form.
const VERSION: u32 = 1;

/// What `persist-lint check --format json` prints.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Document<'a> {
    /// The version of this form.
    version: u32,
    /// The hosts that were looked at.
    hosts: Vec<Host<'a>>,
    /// What was found, in the order of files and lines.
    diagnostics: Vec<Diagnostic<'a>>,
    /// How much was found.
    summary: Summary,
}

/// A host.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Host<'a> {
    /// Its name in the configuration.
    name: &'a str,
    /// How it was evaluated; null when it could not be.
    #[cfg_attr(test, schemars(extend("enum" = ["full", "offline", "nix", null])))]
    mode: Option<&'static str>,
    /// The file its evaluation begins with.
    entry: String,
    /// What could not be known.
    unknown: Vec<Unknown>,
}

/// A finding.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Diagnostic<'a> {
    /// The id of the rule; `syntax`, `evaluation` or `configuration` for what could not be checked.
    rule: &'static str,
    /// How bad it is.
    #[cfg_attr(test, schemars(extend("enum" = ["error", "warning", "info"])))]
    severity: &'static str,
    /// What is wrong.
    message: &'a str,
    /// The hosts it holds for.
    hosts: &'a [String],
    /// The path on the machine it is about.
    path: Option<&'a str>,
    /// Where it is; null when no line made it true.
    location: Option<Location>,
    /// Other places that matter.
    related: Vec<Related<'a>>,
    /// Why it matters.
    reason: Option<&'a str>,
    /// What to do about it.
    help: Option<&'a str>,
    /// The page of the rule.
    url: Option<String>,
    /// The repair, when there is one.
    fix: Option<Fix<'a>>,
}

/// A repair: all edits, or none.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Fix<'a> {
    /// What it does.
    title: &'a str,
    /// Whether it can be made without asking.
    #[cfg_attr(test, schemars(extend("enum" = ["safe", "unsafe"])))]
    safety: &'static str,
    /// What changes. They do not overlap.
    edits: Vec<Edit<'a>>,
}

/// A change of one place.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Edit<'a> {
    /// The file.
    file: String,
    /// The first character that is replaced.
    start: Point,
    /// After the last one.
    end: Point,
    /// What stands there afterwards.
    replacement: &'a str,
}

/// A place with what it has to do with the matter.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Related<'a> {
    /// The place.
    location: Location,
    /// What it has to do with it.
    message: &'a str,
}

/// How much was found.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Summary {
    /// Errors.
    error: usize,
    /// Warnings.
    warning: usize,
    /// Notes.
    info: usize,
    /// What is allowed by a comment or the configuration.
    suppressed: usize,
    /// What is in the baseline.
    baselined: usize,
    /// What can be repaired.
    fixable: usize,
}

/// The reports as one document (DESIGN.md, section 5; fields that are not known are `null`).
///
/// # Panics
/// Never: the form has no keys that JSON lacks.
#[must_use]
pub fn json(reports: &[Places<'_>]) -> String {
    let counts = Counts::of(reports);
    let document = Document {
        version: VERSION,
        hosts: reports.iter().flat_map(hosts).collect(),
        diagnostics: reports.iter().flat_map(diagnostics).collect(),
        summary: Summary {
            error: counts.errors,
            warning: counts.warnings,
            info: counts.infos,
            suppressed: counts.suppressed,
            baselined: counts.baselined,
            fixable: counts.fixable + counts.unsafely_fixable,
        },
    };
    let mut text = serde_json::to_string_pretty(&document).expect("plain data is JSON");
    text.push('\n');
    text
}

/// One finding on a line, in the form it has in the document.
///
/// # Panics
/// Never: the form has no keys that JSON lacks.
#[must_use]
pub fn jsonl(reports: &[Places<'_>]) -> String {
    let all = reports.iter().flat_map(diagnostics);
    all.map(|found| serde_json::to_string(&found).expect("plain data is JSON") + "\n").collect()
}

fn hosts<'a>(places: &Places<'a>) -> Vec<Host<'a>> {
    let host = |host: &'a std::sync::Arc<crate::model::Host>| Host {
        name: &host.name,
        mode: host.mode.map(crate::modules::facts::Mode::as_str),
        entry: places.name(&host.entry),
        unknown: host
            .unknown
            .iter()
            .map(|(reason, span)| Unknown::new(reason, *span, places))
            .collect(),
    };
    places.report().fleet.hosts.iter().map(host).collect()
}

fn diagnostics<'a>(places: &Places<'a>) -> Vec<Diagnostic<'a>> {
    let related = |label: &'a diagnostic::Label| Related {
        location: places.location(label.span),
        message: &label.message,
    };
    let diagnostic = |found: &'a diagnostic::Diagnostic| Diagnostic {
        rule: found.rule,
        severity: found.severity.as_str(),
        message: &found.message,
        hosts: &found.hosts,
        path: found.path.as_deref(),
        location: found.span.map(|span| places.location(span)),
        related: found.labels.iter().map(related).collect(),
        reason: found.reason.as_deref(),
        help: found.help.as_deref(),
        url: super::url(found.rule),
        fix: found.fix.as_ref().map(|found| fix(found, places)),
    };
    places.report().diagnostics.iter().map(diagnostic).collect()
}

fn fix<'a>(fix: &'a diagnostic::Fix, places: &Places<'_>) -> Fix<'a> {
    let edit = |edit: &'a diagnostic::Edit| {
        let Location { file, start, end } = places.location(edit.span);
        Edit { file, start, end, replacement: &edit.replacement }
    };
    Fix {
        title: &fix.title,
        safety: fix.safety.as_str(),
        edits: fix.edits.iter().map(edit).collect(),
    }
}

/// The JSON Schema of the document.
#[cfg(test)]
pub(super) fn schema() -> schemars::Schema {
    schemars::schema_for!(Document)
}
