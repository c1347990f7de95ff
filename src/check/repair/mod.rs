//! Repairing a project: rounds of checking and editing in memory, then one write for each file.

mod changes;
mod sound;

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
    collections::BTreeSet,
    path::PathBuf,
};

use super::{
    Error, Follow, Progress, Report, Request, Session, fingerprint, within, write::NewFile,
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
/// So many places are tried for an entry.
const PLACES: usize = 3;

/// What repairing a project comes to.
pub struct Repair {
    before: Report,
    after: Option<Report>,
    /// What was repaired.
    pub fixed: Vec<Diagnostic>,
    /// How many findings less there are: one repair can do for several.
    pub gone: usize,
    /// How many findings stay because repairing them does not help, or does harm.
    pub refused: usize,
    /// How many were not tried, because the run ended before.
    pub untried: usize,
    /// How often the project was checked with changes.
    pub runs: usize,
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
    let mut session = Session::new();
    let before = whole(&mut session, request, progress)?;
    let mut work = Work {
        session: RefCell::new(session),
        before,
        after: None,
        request: request.clone(),
        parts: within::real(&request.parts),
        progress,
        most: if unsafe_too { Safety::Unsafe } else { Safety::Safe },
        refused: BTreeSet::new(),
        changes: changes::Changes::default(),
        fixed: Vec::new(),
        runs: Cell::new(0),
    };
    // What was refused may be right once something else is repaired.
    let mut is_stale = false;
    for _ in 0..ROUNDS {
        let wanted = work.wanted();
        if !wanted.is_empty() && work.attempt(&wanted)? {
            is_stale = true;
        } else if std::mem::take(&mut is_stale) && !work.refused.is_empty() {
            work.refused.clear();
        } else {
            break;
        }
    }
    let untried = work.wanted().len();
    let Work { before, after, fixed, changes, refused: keys, runs, .. } = work;
    let narrowed = |report: Report| report.narrowed(&request.parts);
    let (before, mut after) = (narrowed(before), after.map(narrowed));
    let left = after.as_ref().unwrap_or(&before).diagnostics.len();
    let gone = before.diagnostics.len().saturating_sub(left);
    let mut refused = 0;
    if !keys.is_empty() {
        let mut left = after.take().unwrap_or_else(|| before.clone());
        refused = without_fixes(&mut left, &keys);
        after = Some(left);
    }
    let (changes, runs) = (changes.into_vec(), runs.get());
    Ok(Repair { before, after, fixed, gone, refused, untried, runs, changes })
}

fn whole(
    session: &mut Session,
    request: &Request,
    progress: Progress<'_>,
) -> Result<Report, Error> {
    Ok(session.run(request, progress, Follow::default())?.expect("nobody can stop it"))
}

/// Nobody is told to repair again what was not repaired for a reason.
fn without_fixes(report: &mut Report, keys: &BTreeSet<String>) -> usize {
    let is_one =
        |found: &Diagnostic| found.fix.is_some() && keys.contains(&fingerprint(found, report));
    let which: Vec<bool> = report.diagnostics.iter().map(is_one).collect();
    for (found, _) in report.diagnostics.iter_mut().zip(&which).filter(|(_, is_one)| **is_one) {
        found.fix = None;
    }
    which.into_iter().filter(|is_one| *is_one).count()
}

struct Work<'p> {
    /// Most hosts are not concerned by a repair.
    session: RefCell<Session>,
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
    runs: Cell<usize>,
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
            if self.is_repairable(found) && within::concerns(found, &self.parts, &report.files) {
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
        let keys = match self.try_places(wanted, 0)? {
            Attempt::Nothing => return Ok(false),
            Attempt::Repaired => return Ok(true),
            Attempt::Wrong(keys) => keys,
        };
        match keys.as_slice() {
            [one] => {
                for passed in 1..PLACES {
                    match self.try_places(&keys, passed)? {
                        Attempt::Repaired => return Ok(true),
                        Attempt::Nothing => break,
                        Attempt::Wrong(_) => {}
                    }
                }
                self.refused.insert(one.clone());
                Ok(false)
            }
            several => {
                let (first, second) = several.split_at(several.len() / 2);
                Ok(self.attempt(first)? | self.attempt(second)?)
            }
        }
    }

    /// Repairs some findings together, where that is right; entries pass over the best places for them.
    fn try_places(&mut self, wanted: &[String], passed: usize) -> Result<Attempt, Error> {
        let Some((made, step)) = self.step(self.now(), &self.request, wanted, passed)? else {
            return Ok(Attempt::Nothing);
        };
        if sound::is_sound(self.now(), &step.after, &made) {
            self.take(made, vec![step]);
            return Ok(Attempt::Repaired);
        }
        // What it brings may be something to repair as well: with both, all is well.
        let new = sound::new_findings(self.now(), &step.after);
        if let Some((_, next)) = self.step(&step.after, &step.request, &new, 0)?
            && sound::is_sound(self.now(), &next.after, &made)
        {
            self.take(made, vec![step, next]);
            return Ok(Attempt::Repaired);
        }
        Ok(Attempt::Wrong(made.into_iter().map(|(key, _)| key).collect()))
    }

    /// Makes the repairs of some findings of a report, and checks what comes out. `None` when nothing changes, or it was
    /// tried often enough.
    fn step(
        &self,
        report: &Report,
        request: &Request,
        wanted: &[String],
        passed: usize,
    ) -> Result<Option<(Made, Step)>, Error> {
        let originals =
            Originals::new(&report.files, &report.fleet, &report.root, &report.diagnostics);
        let mut drafts = Drafts::passing(&originals, passed);
        let mut made: Made = Vec::new();
        for found in &report.diagnostics {
            let key = fingerprint(found, report);
            // Of equal findings one at a time.
            let is_next = wanted.contains(&key) && made.iter().all(|(other, _)| *other != key);
            if self.is_repairable(found) && is_next && drafts.repair(found) {
                made.push((key, found.clone()));
            }
        }
        let change = |(file, old, new): (_, &str, Cow<'_, str>)| Change {
            path: report.files.path(file),
            old: old.to_owned(),
            new: new.into_owned(),
        };
        let changes: Vec<_> = drafts.changed().map(change).collect();
        if changes.is_empty() || self.runs.get() == RUNS {
            return Ok(None);
        }
        let mut request = request.clone();
        for change in &changes {
            request.overlay.insert(change.path.clone(), change.new.clone());
        }
        self.runs.set(self.runs.get() + 1);
        let after = whole(&mut self.session.borrow_mut(), &request, self.progress)?;
        Ok(Some((made, Step { request, changes, after })))
    }

    fn is_repairable(&self, found: &Diagnostic) -> bool {
        found.fix.as_ref().is_some_and(|fix| fix.safety <= self.most)
    }

    fn take(&mut self, made: Made, steps: Vec<Step>) {
        for step in steps {
            self.request = step.request;
            self.after = Some(step.after);
            self.changes.add(step.changes);
        }
        self.fixed.extend(made.into_iter().map(|(_, found)| found));
    }
}

/// What trying to repair came to.
enum Attempt {
    /// No text changes.
    Nothing,
    Repaired,
    /// The findings, by what they are recognised by.
    Wrong(Vec<String>),
}

/// Findings that are repaired, each with what it is recognised by.
type Made = Vec<(String, Diagnostic)>;

/// Changes, and what is found after them.
struct Step {
    request: Request,
    changes: Vec<Change>,
    after: Report,
}
