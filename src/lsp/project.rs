//! A project, and what is known of it: the last quick check and the last whole one.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use super::documents::Documents;
use crate::{
    check::{self, Report, config::CONFIGURATION},
    diagnostic::{Diagnostic, Label},
    source::{Span, TextRange},
};

/// The outcome of a check, and the last change that it knows.
pub(super) struct Analysis {
    pub(super) report: Report,
    pub(super) since: u64,
    /// What each finding is recognised by.
    marks: Vec<String>,
    /// The files that cannot be read: no Nix, or settings that are none.
    broken: BTreeSet<PathBuf>,
}

impl Analysis {
    pub(super) fn new(report: Report, since: u64) -> Self {
        let marks = report.diagnostics.iter().map(|found| check::fingerprint(found, &report));
        let wrong = report.diagnostics.iter().filter(|found| is_unread(found));
        let broken = wrong.filter_map(|found| Some(report.files.path(found.span?.file))).collect();
        Self { marks: marks.collect(), broken, report, since }
    }

    /// Where a span is now, when its text was not touched.
    pub(super) fn track(&self, span: Span, documents: &Documents) -> Option<(PathBuf, TextRange)> {
        // What was found earlier, on a host that a change did not touch, is where it was then.
        let span = self.report.files.now(span)?;
        let path = self.report.files.path(span.file);
        let range = documents.track(&path, span.range, self.since)?;
        Some((path, range))
    }

    fn fingerprints(&self) -> BTreeSet<String> {
        self.marks.iter().cloned().collect()
    }

    /// The findings, and what each is recognised by.
    fn findings(&self) -> impl Iterator<Item = (&Diagnostic, &String)> {
        self.report.diagnostics.iter().zip(&self.marks)
    }
}

/// A finding that is shown, and where.
pub(super) struct Shown<'a> {
    pub(super) found: &'a Diagnostic,
    pub(super) analysis: &'a Analysis,
    /// What it is recognised by.
    pub(super) mark: &'a str,
    pub(super) range: TextRange,
}

impl Shown<'_> {
    /// Its other places, where their text was not touched.
    pub(super) fn labels(&self, documents: &Documents) -> Vec<(&Label, PathBuf, TextRange)> {
        let labels = self.found.labels.iter();
        labels
            .filter_map(|label| {
                let (path, range) = self.analysis.track(label.span, documents)?;
                Some((label, path, range))
            })
            .collect()
    }
}

/// A project.
#[derive(Default)]
pub(super) struct Project {
    /// The last quick check.
    quick: Option<Analysis>,
    /// The last whole check, and what the quick one found on the same texts.
    whole: Option<(Analysis, BTreeSet<String>)>,
    /// A later check than both, in the middle of typing.
    unfinished: Option<Analysis>,
    /// Why it could not be checked at all.
    pub(super) error: Option<String>,
}

impl Project {
    /// Takes what a quick check came to.
    pub(super) fn set_quick(&mut self, analysis: Analysis) {
        if let Some(analysis) = self.finished(analysis)
            && self.quick.as_ref().is_none_or(|quick| quick.since <= analysis.since)
        {
            self.quick = Some(analysis);
        }
    }

    /// Takes what a whole check came to.
    pub(super) fn set_whole(&mut self, analysis: Analysis) {
        if let Some(analysis) = self.finished(analysis) {
            let quick = self.quick.as_ref().map(Analysis::fingerprints).unwrap_or_default();
            self.whole = Some((analysis, quick));
        }
    }

    /// The analysis, unless a file that could be read before cannot be now: half a line is no news of a host, and while it
    /// is written what was known stays.
    fn finished(&mut self, analysis: Analysis) -> Option<Analysis> {
        let known = self.quick.as_ref().or(self.whole.as_ref().map(|(whole, _)| whole));
        let is_later = |other: &Analysis| analysis.since >= other.since;
        if known.is_some_and(|known| !analysis.broken.is_subset(&known.broken)) {
            if self.unfinished.as_ref().is_none_or(is_later) {
                self.unfinished = Some(analysis);
            }
            return None;
        }
        if self.unfinished.as_ref().is_some_and(is_later) {
            self.unfinished = None;
        }
        Some(analysis)
    }

    /// Whether a check knows everything until a change.
    pub(super) fn knows(&self, change: u64) -> bool {
        let whole = self.whole.as_ref().map(|(whole, _)| whole);
        let all = self.quick.iter().chain(whole).chain(&self.unfinished);
        all.into_iter().any(|analysis| analysis.since >= change)
    }

    /// The last change that both checks know, or that the only one knows.
    pub(super) fn since(&self) -> Option<u64> {
        let whole = self.whole.as_ref().map(|(whole, _)| whole.since);
        let quick = self.quick.as_ref().map(|quick| quick.since);
        match (whole, quick) {
            (Some(whole), Some(quick)) => Some(whole.min(quick)),
            (whole, quick) => whole.or(quick),
        }
    }

    /// What knows most about its hosts.
    pub(super) fn best(&self) -> Option<&Analysis> {
        self.whole.as_ref().map(|(whole, _)| whole).or(self.quick.as_ref())
    }

    /// What is shown, by file: what the whole check found, and what has come and gone since by the quick one; where texts
    /// cannot be parsed now.
    pub(super) fn findings(&self, documents: &Documents) -> BTreeMap<PathBuf, Vec<Shown<'_>>> {
        let mut shown: BTreeMap<PathBuf, Vec<Shown<'_>>> = BTreeMap::new();
        match (&self.whole, &self.quick) {
            (Some((whole, before)), Some(quick)) if quick.since > whole.since => {
                let now = quick.fingerprints();
                let known = whole.fingerprints();
                collect(whole, documents, &mut shown, |_, of| {
                    !before.contains(of) || now.contains(of)
                });
                collect(quick, documents, &mut shown, |_, of| {
                    !before.contains(of) && !known.contains(of)
                });
                // What was found before, and whose text was touched, is where the quick check finds it now.
                collect_touched(whole, quick, documents, &mut shown);
            }
            (Some((analysis, _)), _) | (None, Some(analysis)) => {
                collect(analysis, documents, &mut shown, |_, _| true);
            }
            (None, None) => {}
        }
        if let Some(unfinished) = &self.unfinished {
            for found in shown.values_mut() {
                found.retain(|shown| !is_unread(shown.found));
            }
            collect(unfinished, documents, &mut shown, |found, _| is_unread(found));
        }
        for found in shown.values_mut() {
            found.sort_by_key(|shown| (shown.range.start, shown.range.end));
        }
        shown
    }
}

/// Whether a finding says that a text cannot be read. Nothing is checked under settings that are misread.
fn is_unread(found: &Diagnostic) -> bool {
    [check::SYNTAX, CONFIGURATION].contains(&found.rule)
}

fn collect<'a>(
    analysis: &'a Analysis,
    documents: &Documents,
    shown: &mut BTreeMap<PathBuf, Vec<Shown<'a>>>,
    wanted: impl Fn(&Diagnostic, &str) -> bool,
) {
    for (found, mark) in analysis.findings() {
        if wanted(found, mark)
            && let Some((path, range)) = place(found, analysis, documents)
        {
            shown.entry(path).or_default().push(Shown { found, analysis, mark, range });
        }
    }
}

/// What the whole check found at a place that has changed since, as the quick one finds it.
fn collect_touched<'a>(
    whole: &Analysis,
    quick: &'a Analysis,
    documents: &Documents,
    shown: &mut BTreeMap<PathBuf, Vec<Shown<'a>>>,
) {
    let touched: BTreeSet<String> = whole
        .findings()
        .filter(|(found, _)| place(found, whole, documents).is_none())
        .map(|(_, mark)| mark.clone())
        .collect();
    collect(quick, documents, shown, |_, of| touched.contains(of));
}

/// Where a finding is shown: at its place when that is in the project, else at the beginning of the file that its host
/// begins with.
fn place(
    found: &Diagnostic,
    analysis: &Analysis,
    documents: &Documents,
) -> Option<(PathBuf, TextRange)> {
    let report = &analysis.report;
    let own = |span: &Span| report.files.path(span.file).starts_with(&report.root);
    let labels = found.labels.iter().map(|label| label.span);
    match found.span.into_iter().chain(labels).find(own) {
        Some(span) => analysis.track(span, documents),
        None => {
            let host = report.fleet.hosts.iter().find(|host| found.hosts.contains(&host.name));
            let entry: &Path = host.map_or(&report.root, |host| &host.entry);
            let start = TextRange::new(0, 0);
            documents.track(entry, start, analysis.since)?;
            Some((entry.to_owned(), start))
        }
    }
}
