//! The last lines: how much was found, where, and what stayed unknown.

use std::collections::{BTreeMap, BTreeSet};

use super::{Places, escape, undecided::undecided};
use crate::{
    check::{Repair, config::CONFIGURATION},
    diagnostic::{Safety, Severity, host_list},
    source::Span,
};

/// How many diagnostics of each severity there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// What is worth knowing.
    pub infos: usize,
    /// What was found and is allowed.
    pub suppressed: usize,
    /// What was found and is in the baseline.
    pub baselined: usize,
    /// What is in the baseline and was not found.
    pub gone: usize,
    /// Of what is reported, what can be repaired without asking.
    pub fixable: usize,
    /// Of what is reported, what can be repaired with `--unsafe-fixes`.
    pub unsafely_fixable: usize,
}

impl Counts {
    /// Counts the diagnostics of some reports.
    #[must_use]
    pub fn of(reports: &[Places<'_>]) -> Self {
        let mut counts = Self::default();
        for diagnostic in reports.iter().flat_map(|places| &places.report().diagnostics) {
            match diagnostic.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Info => counts.infos += 1,
            }
            match diagnostic.fix.as_ref().map(|fix| fix.safety) {
                Some(Safety::Safe) => counts.fixable += 1,
                Some(Safety::Unsafe) => counts.unsafely_fixable += 1,
                None => {}
            }
        }
        for report in reports.iter().map(Places::report) {
            counts.suppressed += report.suppressed.len();
            counts.baselined += report.baselined.len();
            counts.gone += report.gone.iter().map(|finding| finding.count).sum::<usize>();
        }
        counts
    }
}

/// `1 error`, `2 errors`
pub(super) fn count(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

/// `Found 1 error, 2 warnings in 14 files on 3 hosts (2 full, 1 offline).`, and how much stayed unknown.
#[must_use]
pub fn summary(reports: &[Places<'_>]) -> String {
    let counts = Counts::of(reports);
    let found: Vec<_> =
        [(counts.errors, "error"), (counts.warnings, "warning"), (counts.infos, "note")]
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, word)| count(number, word))
            .collect();
    let found = if found.is_empty() {
        "No problems found".to_owned()
    } else {
        format!("Found {}", found.join(", "))
    };
    let misread = |places: &Places<'_>| {
        places.report().diagnostics.iter().any(|diagnostic| diagnostic.rule == CONFIGURATION)
    };
    if reports.iter().all(misread) {
        return format!("{found} in the configuration; nothing was checked.\n");
    }
    let files: usize = reports.iter().map(|places| places.report().project_files).sum();
    let hosts = reports.iter().flat_map(|places| &places.report().fleet.hosts);
    let mut modes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut excluded = 0;
    let mut doubtful: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut total = 0;
    for host in hosts {
        total += 1;
        match host.excluded {
            Some(reason) if reason.certain => excluded += 1,
            Some(reason) => doubtful.entry(reason.why).or_default().push(host.name.clone()),
            None => {}
        }
        *modes.entry(host.mode.map_or("not evaluated", |mode| mode.as_str())).or_default() += 1;
    }
    let modes = match modes.len() {
        0 => String::new(),
        1 => modes.into_keys().map(|mode| format!(" ({mode})")).collect(),
        _ => {
            let modes: Vec<_> =
                modes.into_iter().map(|(mode, number)| format!("{number} {mode}")).collect();
            format!(" ({})", modes.join(", "))
        }
    };
    let mut text =
        format!("{found} in {} on {}{modes}.\n", count(files, "file"), count(total, "host"));
    if excluded > 0 {
        let verb = if excluded == 1 { "is" } else { "are" };
        text += &format!(
            "{} {verb} no machine that keeps state (container, image, …): no rule applies.\n",
            count(excluded, "host")
        );
    }
    for (why, hosts) in &doubtful {
        text += &escape(&format!("Not checked: {} ({why})", host_list(hosts, 4)));
        text += ".\n";
    }
    if !doubtful.is_empty() || reports.iter().any(|places| !places.report().whole) {
        text += "Not everything could be checked.\n";
    }
    text += &undecided(reports);
    text += &beside(counts);
    text += &fixable(counts);
    let unknown: usize = reports.iter().map(|places| unknowns(places).len()).sum();
    if unknown > 0 {
        text += &format!("{} stayed unknown (-v lists them).\n", count(unknown, "thing"));
    }
    text
}

/// What was repaired, and what was not though there is a repair.
#[must_use]
pub fn repaired(repair: &Repair) -> String {
    let mut text = String::new();
    if !repair.fixed.is_empty() {
        let (findings, files) = (repair.fixed.len().max(repair.gone), repair.changes.len());
        text += &format!("Fixed {} in {}.\n", count(findings, "finding"), count(files, "file"));
    }
    if repair.refused > 0 {
        let verb = if repair.refused == 1 { "was" } else { "were" };
        text += &format!(
            "{} {verb} not fixed: what the fix leads to is worse, or no better.\n",
            count(repair.refused, "finding")
        );
    }
    text + &untried(repair)
}

/// That a run ended before everything was tried.
#[must_use]
pub fn untried(repair: &Repair) -> String {
    if repair.untried == 0 {
        return String::new();
    }
    format!(
        "{} could be fixed, but was not tried: a run ends when it has checked the project {} times. Run it again.\n",
        count(repair.untried, "finding"),
        repair.runs
    )
}

/// What can be repaired of what is reported, and what is left to the user.
fn fixable(counts: Counts) -> String {
    let found = counts.errors + counts.warnings + counts.infos;
    let by_hand = match found - counts.fixable - counts.unsafely_fixable {
        0 => String::new(),
        number => format!(", {number} by hand"),
    };
    match (counts.fixable, counts.unsafely_fixable) {
        (0, 0) => String::new(),
        (safe, 0) => format!("{safe} fixable with `persist-lint fix`{by_hand}.\n"),
        (0, more) => format!("{more} fixable with `persist-lint fix --unsafe-fixes`{by_hand}.\n"),
        (safe, more) => {
            format!(
                "{safe} fixable with `persist-lint fix`, {more} more with `--unsafe-fixes`{by_hand}.\n"
            )
        }
    }
}

/// What was found but is not reported.
fn beside(counts: Counts) -> String {
    let mut parts = Vec::new();
    if counts.suppressed > 0 {
        parts.push(format!("{} allowed", counts.suppressed));
    }
    if counts.baselined > 0 {
        parts.push(format!("{} in the baseline", counts.baselined));
    }
    let mut text = match (counts.suppressed + counts.baselined, parts.join(", ")) {
        (0, _) => String::new(),
        (1, parts) => format!("1 more finding is not shown: {parts}.\n"),
        (number, parts) => format!("{number} more findings are not shown: {parts}.\n"),
    };
    if counts.gone > 0 {
        let verb = if counts.gone == 1 { "occurs" } else { "occur" };
        text += &format!(
            "{} of the baseline no longer {verb}: run `persist-lint baseline` to take that out.\n",
            count(counts.gone, "finding"),
        );
    }
    text
}

/// What stayed unknown, with the hosts it stayed unknown on; in the order of places.
fn unknowns<'a>(places: &Places<'a>) -> Vec<(Option<String>, &'a str, BTreeSet<&'a str>)> {
    let report = places.report();
    let mut found: BTreeMap<(Option<Span>, &str), BTreeSet<&str>> = BTreeMap::new();
    for (reason, span) in &report.unknown {
        found.entry((*span, reason)).or_default();
    }
    for host in &report.fleet.hosts {
        for (reason, span) in &host.unknown {
            found.entry((*span, reason)).or_default().insert(&host.name);
        }
    }
    let mut list: Vec<_> = found
        .into_iter()
        .map(|((span, reason), hosts)| (span, span.map(|span| places.short(span)), reason, hosts))
        .collect();
    // Ids of files are given in the order of reading, which differs from run to run.
    list.sort_by_cached_key(|(span, _, reason, _)| {
        let place = span.map(|span| (report.files.path(span.file), span.range));
        (place, (*reason).to_owned())
    });
    list.into_iter().map(|(_, place, reason, hosts)| (place, reason, hosts)).collect()
}

/// What stayed unknown, one line each.
#[must_use]
pub fn unknown(reports: &[Places<'_>]) -> String {
    let mut text = String::new();
    for places in reports {
        let several = places.report().fleet.hosts.len() > 1;
        for (place, reason, hosts) in unknowns(places) {
            let place = place.map(|place| place + ": ").unwrap_or_default();
            let names: Vec<String> = hosts.into_iter().map(str::to_owned).collect();
            let on = if several && !names.is_empty() {
                format!(" ({})", host_list(&names, 4))
            } else {
                String::new()
            };
            // What follows the first line of a message of nixpkgs is advice on something else.
            let reason = reason.lines().map(str::trim).find(|line| !line.is_empty());
            let reason = reason.unwrap_or("for no reason");
            text += &escape(&format!("{place}unknown: {reason}{on}"));
            text.push('\n');
        }
    }
    text
}
