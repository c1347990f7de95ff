//! What becomes of findings: levels, ignored paths, comments and the baseline.

use std::sync::Arc;

use super::{Baseline, Config, Error, Report, Request, suppress};
use crate::{
    diagnostic::Diagnostic,
    eval::Source,
    model::{Host, Mode},
    modules::ModeChoice,
    rules::{self, Level, Rule},
    source::{FileId, Files, Span},
};

/// A host, and what is said of it.
pub(super) struct Judged {
    pub(super) host: Arc<Host>,
    /// What went wrong in its evaluation.
    pub(super) errors: Vec<Diagnostic>,
    /// What the rules find, at the levels that are wanted.
    pub(super) found: Vec<Diagnostic>,
    /// What is found at ignored paths.
    pub(super) ignored: Vec<Diagnostic>,
}

impl Judged {
    /// Takes everything that is said to where it is now; says whether that is known.
    pub(super) fn relocate(&mut self, now: &impl Fn(Span) -> Option<Span>) -> bool {
        let Self { host: _, errors, found, ignored } = self;
        errors.iter_mut().chain(found).chain(ignored).all(|found| found.relocate(now))
    }

    /// The same for what is still somewhere; the rest is not said any more.
    pub(super) fn relocate_some(&mut self, now: &impl Fn(Span) -> Option<Span>) {
        for all in [&mut self.errors, &mut self.found, &mut self.ignored] {
            all.retain_mut(|found| found.relocate(now));
        }
    }
}

/// Asks the rules about a host.
pub(super) fn host(
    host: Arc<Host>,
    errors: Vec<Diagnostic>,
    config: &Config,
    also: &[&'static str],
    files: &Files,
) -> Judged {
    let mut wanted = Vec::new();
    let on: Vec<_> = also.iter().copied().chain(config.turned_on()).collect();
    for mut found in rules::check(&host, &on) {
        let Some(rule) = rules::find(found.rule) else { continue };
        let file = found.span.or(host.span).map(|span| files.path(span.file));
        // Who turned it on did so for some hosts or files.
        let default = (rule.opt_in && !also.contains(&rule.id)).then_some(Level::Off);
        let level = config.level(rule.id, &host.name, file.as_deref()).or(default);
        let usual = rule.severity;
        match level.map_or(Some(found.severity), |level| level.apply(found.severity, usual)) {
            Some(severity) => found.severity = severity,
            None => continue,
        }
        wanted.push(found);
    }
    let is_ignored = |found: &Diagnostic| {
        found.path.as_deref().is_some_and(|path| config.ignores(&host.name, path))
    };
    let (ignored, found) = wanted.into_iter().partition(is_ignored);
    Judged { host, errors, found, ignored }
}

/// Comments and the baseline.
pub(super) fn project(
    report: &mut Report,
    request: &Request,
    sources: &[Arc<Source>],
) -> Result<(), Error> {
    let of_project: Vec<_> = sources
        .iter()
        .filter(|source| std::path::Path::new(&source.path).starts_with(&report.root))
        .cloned()
        .collect();
    // Whether a comment is of use is known when everything that could use it was looked at.
    let complete = report.whole && request.hosts.is_empty();
    let by_choice = request.mode.or(report.config.mode) == Some(ModeChoice::Offline);
    let could_find: Vec<(Rank, String)> = report
        .fleet
        .hosts
        .iter()
        .filter(|host| host.excluded.is_none())
        .map(|host| (Rank::of(host, by_choice), host.name.clone()))
        .collect();
    let least = could_find.iter().map(|(rank, _)| *rank).min();
    let (config, files) = (report.config.clone(), Arc::clone(&report.files));
    let ran = |rule: &Rule, file: FileId| {
        let path = files.path(file);
        let is_on = |name: &str| {
            config.level(rule.id, name, Some(&path)).unwrap_or(rule.level()) != Level::Off
        };
        complete
            && least.is_some_and(|least| least.sees(rule))
            && could_find.iter().any(|(_, name)| is_on(name))
    };
    let severity = |rule: &Rule, file: FileId| {
        let level = config.level(rule.id, "", Some(&files.path(file)));
        level.unwrap_or(rule.level()).severity()
    };
    suppress::apply(report, &of_project, ran, severity);
    let baseline = request.baseline.clone().or_else(|| config.baseline.clone());
    if let Some(path) = baseline.filter(|_| !request.without_baseline) {
        Baseline::read(&path)?.apply(report);
        if !complete {
            // What was not looked for is not gone.
            report.gone.clear();
        }
    }
    Ok(())
}

/// How much of a host is seen. Ordered: the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// Much is not known.
    Little,
    /// All but what only nixpkgs says.
    Written,
    /// All that will ever be.
    All,
}

impl Rank {
    fn of(host: &Host, by_choice: bool) -> Self {
        match host.mode {
            Some(Mode::Full) => Self::All,
            _ if by_choice => Self::All,
            _ if host.unknown.is_empty() => Self::Written,
            _ => Self::Little,
        }
    }

    /// Whether a rule that finds nothing has nothing to find.
    fn sees(self, rule: &Rule) -> bool {
        let needs_nixpkgs =
            ["unpersisted-", "dynamic-user-"].iter().any(|area| rule.id.starts_with(area));
        match self {
            Self::All => true,
            Self::Written => !needs_nixpkgs,
            Self::Little => false,
        }
    }
}
