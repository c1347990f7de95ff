//! Checks in the background, so that the editor never waits.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
    thread,
    time::Duration,
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use lsp_server::RequestId;
use lsp_types::CodeAction;

use crate::check::{self, Change, Follow, Report, Request, Session};

/// What a worker does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// At once, from the project's own files.
    Quick,
    /// With all inputs, when nothing has changed for a moment.
    Whole,
}

impl Kind {
    /// How long nothing has to change before it begins.
    const fn pause(self) -> Duration {
        match self {
            Self::Quick => Duration::ZERO,
            Self::Whole => Duration::from_millis(100),
        }
    }
}

/// A project to check.
pub(super) struct Job {
    /// Its directory, as the server calls it.
    pub(super) root: PathBuf,
    pub(super) request: Request,
    /// The last change of a text that it knows.
    pub(super) since: u64,
    /// Set when there is a newer job for the project.
    pub(super) stop: Arc<AtomicBool>,
    /// Whether what is known of the first host is told before the others are done.
    pub(super) early: bool,
}

/// What a worker tells.
pub(super) enum Event {
    /// So many hosts of so many are done.
    Progress { root: PathBuf, kind: Kind, done: usize, of: usize },
    /// A project is done, or the first of its hosts when not `all`.
    Done { root: PathBuf, kind: Kind, since: u64, all: bool, result: Result<Box<Report>, String> },
    /// What repairing a project comes to, for who asked.
    Repaired { id: RequestId, action: Box<CodeAction>, since: u64, changes: Vec<Change> },
}

/// A worker. It ends when nobody can give it a job any more.
pub(super) fn spawn(kind: Kind, events: Sender<Event>) -> Sender<Job> {
    let (sender, jobs) = unbounded();
    let name = format!("check {kind:?}");
    let spawned = thread::Builder::new().name(name).spawn(move || work(kind, &jobs, &events));
    // Without a thread nothing is checked, and everything else works.
    drop(spawned);
    sender
}

fn work(kind: Kind, jobs: &Receiver<Job>, events: &Sender<Event>) {
    let mut sessions: BTreeMap<PathBuf, Session> = BTreeMap::new();
    while let Ok(job) = jobs.recv() {
        // Of several jobs for a project the last one counts.
        let mut latest = BTreeMap::from([(job.root.clone(), job)]);
        loop {
            match jobs.recv_timeout(kind.pause()) {
                Ok(job) => _ = latest.insert(job.root.clone(), job),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        for (root, job) in latest {
            let progress = |done, of| {
                // The server may have gone.
                let _ = events.send(Event::Progress { root: root.clone(), kind, done, of });
            };
            let done = |result, all| {
                let (root, since) = (root.clone(), job.since);
                events.send(Event::Done { root, kind, since, all, result })
            };
            // The server may have gone.
            let early = |report| _ = done(Ok(Box::new(report)), false);
            // After a panic nothing that was kept is trusted.
            let mut session = sessions.remove(&root).unwrap_or_default();
            let result = catch_unwind(AssertUnwindSafe(|| {
                let early = job.early.then_some(&early as &(dyn Fn(Report) + Sync));
                session.run(&job.request, &progress, Follow { stop: Some(&job.stop), early })
            }));
            let kept = result.is_ok().then_some(session);
            sessions.extend(kept.map(|session| (root.clone(), session)));
            let result = match result {
                Ok(Ok(Some(report))) => Ok(Box::new(report)),
                // There is a newer job.
                Ok(Ok(None)) => continue,
                Ok(Err(error)) => Err(error.to_string()),
                Err(_) => Err("the check ended by an error of persist-lint".to_owned()),
            };
            if done(result, true).is_err() {
                return;
            }
        }
    }
}

/// Repairs what can be repaired without asking, for an action that is to be resolved. It can take many checks.
pub(super) fn repair(
    events: &Sender<Event>,
    request: Request,
    (id, action): (RequestId, CodeAction),
    since: u64,
) {
    let events = events.clone();
    let work = move || {
        let repair = || check::repair(&request, false, &|_, _| {});
        let changes = match catch_unwind(AssertUnwindSafe(repair)) {
            Ok(Ok(repair)) => repair.changes,
            // An action without an edit does nothing.
            Ok(Err(_)) | Err(_) => Vec::new(),
        };
        // The server may have gone.
        let _ = events.send(Event::Repaired { id, action: Box::new(action), since, changes });
    };
    let spawned = thread::Builder::new().name("repair".to_owned()).spawn(work);
    drop(spawned);
}
