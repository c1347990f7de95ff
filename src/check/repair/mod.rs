//! Repairing a project: rounds of checking and editing in memory, then one write for each file.

mod changes;
mod sound;

use std::{collections::BTreeSet, path::PathBuf};

use super::{
    Error, Progress, Report, Request, fingerprint, run::run_whole, within, write_atomically,
};
use crate::{
    diagnostic::{Diagnostic, Safety},
    fix::{Drafts, Originals},
};

pub use changes::{Change, write_changes};

/// Rounds are enough for findings that hide each other.
const ROUNDS: usize = 10;
/// How often a project is checked at most: every repair that turns out wrong costs some.
const RUNS: usize = 60;

/// What repairing a project comes to.
pub struct Repair {
    before: Report,
    after: Option<Report>,
    /// What was repaired.
    pub fixed: Vec<Diagnostic>,
    /// The files that change.
    pub changes: Vec<Change>,
}

impl Repair {
    /// What was found at first.
    #[must_use]
    pub fn into_before(self) -> Report {
        self.before
    }

    /// What is found afterwards.
    #[must_use]
    pub fn into_after(self) -> Report {
        self.after.unwrap_or(self.before)
    }
}

/// Repairs what can be repaired, in memory. Nothing is written.
///
/// What a repair leads to is checked: one that does not help, brings a new finding or loses an entry is not made.
///
/// # Errors
/// When nothing could be checked.
pub fn repair(
    request: &Request,
    unsafe_too: bool,
    progress: Progress<'_>,
) -> Result<Repair, Error> {
    let before = run_whole(request, progress)?;
    let mut work = Work {
        before,
        after: None,
        request: request.clone(),
        parts: within::real(&request.parts),
        progress,
        most: if unsafe_too { Safety::Unsafe } else { Safety::Safe },
        refused: BTreeSet::new(),
        changes: changes::Changes::default(),
        fixed: Vec::new(),
        runs: 0,
    };
    for _ in 0..ROUNDS {
        let wanted = work.wanted();
        if wanted.is_empty() || !work.attempt(&wanted)? {
            break;
        }
    }
    let Work { before, after, fixed, changes, .. } = work;
    let narrowed = |report: Report| report.narrowed(&request.parts);
    let (before, after) = (narrowed(before), after.map(narrowed));
    Ok(Repair { before, after, fixed, changes: changes.into_vec() })
}

struct Work<'p> {
    before: Report,
    after: Option<Report>,
    /// What is checked, with the changes so far.
    request: Request,
    /// The real paths of what is repaired; everything when there are none.
    parts: Vec<PathBuf>,
    progress: Progress<'p>,
    most: Safety,
    /// Findings whose repair turned out wrong.
    refused: BTreeSet<String>,
    changes: changes::Changes,
    fixed: Vec<Diagnostic>,
    runs: usize,
}

impl Work<'_> {
    fn now(&self) -> &Report {
        self.after.as_ref().unwrap_or(&self.before)
    }

    /// The findings that are to be repaired, by what they are recognised by.
    fn wanted(&self) -> Vec<String> {
        let mut wanted: Vec<String> = Vec::new();
        let report = self.now();
        for found in &report.diagnostics {
            if found.fix.as_ref().is_some_and(|fix| fix.safety <= self.most)
                && within::concerns(found, &self.parts, &report.files)
            {
                let key = fingerprint(found, report);
                if !self.refused.contains(&key) && !wanted.contains(&key) {
                    wanted.push(key);
                }
            }
        }
        wanted
    }

    /// Repairs some findings together or, when that is wrong, in halves. Says whether any was repaired.
    fn attempt(&mut self, wanted: &[String]) -> Result<bool, Error> {
        let report = self.now();
        let originals = Originals::new(&report.files);
        let mut drafts = Drafts::new(&originals);
        let mut made: Vec<(String, Diagnostic)> = Vec::new();
        for found in report.diagnostics.iter().filter(|found| found.fix.is_some()) {
            let key = fingerprint(found, report);
            // Of equal findings one at a time.
            let is_next = wanted.contains(&key) && made.iter().all(|(other, _)| *other != key);
            if is_next && drafts.repair(found) {
                made.push((key, found.clone()));
            }
        }
        let texts: Vec<_> = drafts
            .changed()
            .map(|(file, old, new)| Change {
                path: report.files.path(file),
                old: old.to_owned(),
                new: new.to_owned(),
            })
            .collect();
        if texts.is_empty() || self.runs == RUNS {
            return Ok(false);
        }
        let mut request = self.request.clone();
        for change in &texts {
            request.overlay.insert(change.path.clone(), change.new.clone());
        }
        self.runs += 1;
        let after = run_whole(&request, self.progress)?;
        if sound::is_sound(self.now(), &after, &made) {
            self.request = request;
            self.after = Some(after);
            self.changes.add(texts);
            self.fixed.extend(made.into_iter().map(|(_, found)| found));
            return Ok(true);
        }
        let keys: Vec<String> = made.into_iter().map(|(key, _)| key).collect();
        match keys.as_slice() {
            [one] => {
                self.refused.insert(one.clone());
                Ok(false)
            }
            several => {
                let (first, second) = several.split_at(several.len() / 2);
                Ok(self.attempt(first)? | self.attempt(second)?)
            }
        }
    }
}
