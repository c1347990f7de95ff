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

/// A whole check.
struct Whole {
    analysis: Analysis,
    /// What the quick check found on the same texts; while only one host is known anew, on those of the one before.
    quick: BTreeSet<String>,
    /// Whether all hosts are known; of the others it has what they were before.
    all: bool,
}

/// A project.
#[derive(Default)]
pub(super) struct Project {
    /// The last quick check.
    quick: Option<Analysis>,
    /// The last whole check.
    whole: Option<Whole>,
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

    /// Takes what a whole check came to, of `all` hosts or of the first one.
    pub(super) fn set_whole(&mut self, analysis: Analysis, all: bool) {
        if !all && self.whole.is_none() {
            return;
        }
        let Some(analysis) = self.finished(analysis) else { return };
        let before = self.whole.take().filter(|_| !all).map(|whole| whole.quick);
        let now = || self.quick.as_ref().map(Analysis::fingerprints).unwrap_or_default();
        let quick = before.unwrap_or_else(now);
        self.whole = Some(Whole { analysis, quick, all });
    }

    /// The analysis, unless a file that could be read before cannot be now: half a line is no news of a host, and while it
    /// is written what was known stays.
    fn finished(&mut self, analysis: Analysis) -> Option<Analysis> {
        let known = self.quick.as_ref().or(self.whole.as_ref().map(|whole| &whole.analysis));
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
        let whole = self.whole.as_ref().filter(|whole| whole.all).map(|whole| &whole.analysis);
        let all = self.quick.iter().chain(whole).chain(&self.unfinished);
        all.into_iter().any(|analysis| analysis.since >= change)
    }

    /// The last change that both checks know, or that the only one knows.
    pub(super) fn since(&self) -> Option<u64> {
        let whole = self.whole.as_ref().map(|whole| whole.analysis.since);
        let quick = self.quick.as_ref().map(|quick| quick.since);
        match (whole, quick) {
            (Some(whole), Some(quick)) => Some(whole.min(quick)),
            (whole, quick) => whole.or(quick),
        }
    }

    /// What knows most about its hosts.
    pub(super) fn best(&self) -> Option<&Analysis> {
        self.whole.as_ref().map(|whole| &whole.analysis).or(self.quick.as_ref())
    }

    /// What is shown, by file: what the whole check found, and what has come and gone since by the quick one; where texts
    /// cannot be parsed now.
    pub(super) fn findings(&self, documents: &Documents) -> BTreeMap<PathBuf, Vec<Shown<'_>>> {
        let mut shown: BTreeMap<PathBuf, Vec<Shown<'_>>> = BTreeMap::new();
        match (&self.whole, &self.quick) {
            (Some(Whole { analysis: whole, quick: before, all }), Some(quick))
                if quick.since > whole.since || !all =>
            {
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
            (Some(Whole { analysis, .. }), _) | (None, Some(analysis)) => {
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{diagnostic::Severity, source::Files};

    /// A check that found this in a file.
    fn found(messages: &[&str], since: u64) -> Analysis {
        let files = Files::new();
        let file = files.add(Path::new("/project/a.nix"), "{ }");
        let diagnostic = |message: &&str| {
            let span = Span::new(file, TextRange::new(0, 3));
            Diagnostic::new("rule", Severity::Error, *message).at(span)
        };
        let report = Report {
            files: Arc::new(files),
            root: PathBuf::from("/project"),
            diagnostics: messages.iter().map(diagnostic).collect(),
            ..Report::default()
        };
        Analysis::new(report, since)
    }

    fn shown(project: &Project) -> Vec<String> {
        let all = project.findings(&Documents::default()).into_values().flatten();
        let mut messages: Vec<_> = all.map(|shown| shown.found.message.clone()).collect();
        messages.sort();
        messages
    }

    #[test]
    fn what_is_not_known_anew_is_as_the_quick_check_says() {
        let mut project = Project::default();
        project.set_whole(found(&["early"], 1), false);
        assert!(shown(&project).is_empty(), "of the other hosts nothing is known yet");
        project.set_quick(found(&["kept", "mended", "refuted"], 1));
        project.set_whole(found(&["kept", "mended", "needs nixpkgs"], 1), true);
        assert_eq!(shown(&project), ["kept", "mended", "needs nixpkgs"]);
        // A change mends something on one host, and brings something on another.
        project.set_quick(found(&["brought", "kept", "refuted"], 2));
        let before = shown(&project);
        assert_eq!(before, ["brought", "kept", "needs nixpkgs"]);
        // What is known first is another host.
        project.set_whole(found(&["kept", "mended", "needs nixpkgs", "only whole"], 2), false);
        assert_eq!(shown(&project), ["brought", "kept", "needs nixpkgs", "only whole"]);
        assert!(project.knows(2));
        project.set_whole(found(&["brought", "kept", "only whole"], 2), true);
        assert_eq!(shown(&project), ["brought", "kept", "only whole"]);
    }
}
