//! Findings that are known already: with a baseline, only new ones are reported.
//!
//! The file holds no line numbers and no hosts, so that it changes only when findings come or go.

use std::{collections::BTreeMap, path::Path};

use serde::{Deserialize, Serialize};

use super::{
    Error, Report, fingerprint, fingerprint::file, is_about_input, write::write_atomically,
};

/// The name of the file, where no other is given.
pub const DEFAULT_BASELINE: &str = "persist-lint-baseline.json";

/// The version of the form.
const VERSION: u32 = 1;

/// Findings that are known.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: u32,
    findings: Vec<Finding>,
}

/// A finding that is known. All but the fingerprint and the count is for the reader.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The id of the rule.
    pub rule: String,
    /// Relative to the project; empty when it has none.
    pub file: String,
    /// The path on the machine it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What was reported.
    pub message: String,
    /// See [`fingerprint`].
    pub fingerprint: String,
    /// How many times it occurs.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub count: usize,
}

fn one() -> usize {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_one(count: &usize) -> bool {
    *count == 1
}

/// What an update changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Update {
    /// How many findings the baseline has now.
    pub total: usize,
    /// How many of them are new.
    pub new: usize,
    /// How many no longer occur and were removed.
    pub gone: usize,
}

impl Baseline {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read or is no baseline.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|error| Error::of(path, &error))?;
        let wrong = |why: String| Error::Unreadable(path.to_owned(), why);
        let baseline: Self = serde_json::from_str(&text)
            .map_err(|error| wrong(format!("it is no baseline: {error}")))?;
        if baseline.version != VERSION {
            return Err(wrong(format!(
                "it is a baseline of version {}, not {VERSION}",
                baseline.version
            )));
        }
        Ok(baseline)
    }

    /// The findings of a report. Errors of the input are none.
    fn of(report: &Report) -> Self {
        let mut findings: BTreeMap<String, Finding> = BTreeMap::new();
        for found in report.diagnostics.iter().filter(|found| !is_about_input(found)) {
            let key = fingerprint(found, report);
            let finding = findings.entry(key.clone()).or_insert_with(|| Finding {
                rule: found.rule.to_owned(),
                file: file(found, report),
                path: found.path.clone(),
                message: found.message.clone(),
                fingerprint: key,
                count: 0,
            });
            finding.count += 1;
        }
        let mut findings: Vec<_> = findings.into_values().collect();
        findings.sort();
        Self { version: VERSION, findings }
    }

    fn write(&self, path: &Path) -> Result<(), Error> {
        let text = serde_json::to_string_pretty(self).expect("plain data is JSON") + "\n";
        write_atomically(path, text.as_bytes())
    }

    /// Takes the known findings out of a report, and notes what is known but no longer occurs.
    pub(super) fn apply(self, report: &mut Report) {
        let mut left: BTreeMap<String, usize> =
            self.findings.iter().map(|known| (known.fingerprint.clone(), known.count)).collect();
        let mut new = Vec::new();
        for found in std::mem::take(&mut report.diagnostics) {
            let known = if is_about_input(&found) {
                None
            } else {
                left.get_mut(&fingerprint(&found, report))
            };
            match known {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    report.baselined.push(found);
                }
                _ => new.push(found),
            }
        }
        report.diagnostics = new;
        let gone = |known: &Finding| Finding { count: left[&known.fingerprint], ..known.clone() };
        report.gone = self.findings.iter().map(gone).filter(|known| known.count > 0).collect();
    }
}

/// The baseline that a report was made with, by its configuration.
#[must_use]
pub fn baseline_of(report: &Report) -> Option<&Path> {
    report.config.baseline.as_deref()
}

/// Adds a finding of a report to the baseline that its configuration names.
///
/// # Errors
/// When there is none, it cannot be read, or the new one not written.
pub fn add_to_baseline(report: &Report, wanted: &str) -> Result<(), Error> {
    let Some(path) = baseline_of(report) else {
        return Err(Error::NotFound(report.root.join(DEFAULT_BASELINE)));
    };
    let mut baseline = match Baseline::read(path) {
        Err(Error::NotFound(_)) => Baseline { version: VERSION, ..Baseline::default() },
        old => old?,
    };
    let new = Baseline::of(report).findings;
    let Some(new) = new.into_iter().find(|finding| finding.fingerprint == wanted) else {
        return Ok(());
    };
    match baseline.findings.iter_mut().find(|finding| finding.fingerprint == wanted) {
        Some(known) => known.count += 1,
        None => baseline.findings.push(Finding { count: 1, ..new }),
    }
    baseline.findings.sort();
    baseline.write(path)
}

/// Writes the findings of a report that was made without a baseline. Where not all hosts were looked at, nothing is
/// taken out of the file.
///
/// # Errors
/// When the old file cannot be read, or the new one not written.
pub fn update_baseline(path: &Path, report: &Report, all_hosts: bool) -> Result<Update, Error> {
    let old = match Baseline::read(path) {
        Err(Error::NotFound(_)) => Baseline::default(),
        old => old?,
    };
    let mut now = Baseline::of(report);
    let has = |list: &[Finding], one: &Finding| {
        list.iter().any(|other| other.fingerprint == one.fingerprint)
    };
    let new = now.findings.iter().filter(|finding| !has(&old.findings, finding)).count();
    let mut kept: Vec<_> =
        old.findings.into_iter().filter(|finding| !has(&now.findings, finding)).collect();
    let gone = if all_hosts { kept.len() } else { 0 };
    if !all_hosts {
        now.findings.append(&mut kept);
        now.findings.sort();
    }
    now.write(path)?;
    Ok(Update { total: now.findings.len(), new, gone })
}
