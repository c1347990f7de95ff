//! Evaluates the hosts of a project, several at a time.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::{
    Config,
    memory::{Memory, Spare},
    nix::{Failure, Nix},
    prefetch,
    run::Error,
};
use crate::{
    diagnostic::{Diagnostic, Severity},
    eval::{Arena, Program, Reads},
    model::{Assumptions, Host},
    modules::{Listing, Project, facts::HostFacts, nix::Questions},
};

/// What evaluates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Evaluator {
    /// Our own.
    #[default]
    Builtin,
    /// The `nix` on PATH.
    Nix,
}

/// A host that was evaluated.
pub(super) struct Evaluated {
    pub(super) host: Host,
    /// What went wrong.
    pub(super) errors: Vec<Diagnostic>,
    /// What the evaluation looked at.
    pub(super) reads: Reads,
}

/// The hosts of a project, and what evaluates them.
pub(super) struct Hosts<'p> {
    project: &'p Project,
    program: &'p Program,
    spare: &'p Spare,
    nix: Option<(Nix, Questions)>,
}

impl<'p> Hosts<'p> {
    /// # Errors
    /// When there is no such evaluator.
    pub(super) fn new(
        evaluator: Evaluator,
        project: &'p Project,
        program: &'p Program,
        spare: &'p Spare,
    ) -> Result<Self, Error> {
        let nix = match evaluator {
            Evaluator::Builtin => None,
            Evaluator::Nix => {
                let nix = Nix::find().ok_or_else(|| {
                    Error::Nix("there is neither `nix` nor `nix-instantiate` on PATH".to_owned())
                })?;
                Some((nix, Questions::new(project, program)))
            }
        };
        Ok(Self { project, program, spare, nix })
    }

    /// The names of the hosts.
    ///
    /// # Errors
    /// When Nix cannot tell.
    pub(super) fn list(&self) -> Result<Listing, Error> {
        let Some((nix, questions)) = &self.nix else { return Ok(self.project.list(self.program)) };
        let failed = |failure: Failure| {
            let mut lines = vec![format!("nix cannot list the hosts: {}", failure.message)];
            lines.extend(failure.details.into_iter().map(|line| format!("  {line}")));
            Error::Nix(lines.join("\n"))
        };
        let answer = nix.evaluate(&questions.names(), questions.directory()).map_err(failed)?;
        let hosts = questions.read_names(&answer).map_err(|error| {
            Error::Nix(format!("the answer of nix cannot be understood: {error}"))
        })?;
        Ok(Listing { hosts, ..Listing::default() })
    }

    fn evaluate(
        &self,
        name: &str,
        assumptions: &Assumptions,
        arena: &mut Arena,
        memory: &Memory,
    ) -> HostFacts {
        let Some((nix, questions)) = &self.nix else {
            let share = memory.begin(|| *arena = Arena::default());
            return self.project.evaluate_with(
                self.program,
                name,
                assumptions,
                arena,
                Some(&share),
            );
        };
        let answer = nix.evaluate(&questions.facts(name, assumptions), questions.directory());
        let read = answer.and_then(|answer| {
            questions.read_facts(self.program, name, &answer).map_err(|error| Failure {
                message: format!("the answer of nix cannot be understood: {error}"),
                details: Vec::new(),
            })
        });
        read.unwrap_or_else(|failure| {
            let message = format!("nix cannot evaluate the host: {}", failure.message);
            let mut diagnostic = Diagnostic::new("evaluation", Severity::Error, message);
            if !failure.details.is_empty() {
                diagnostic = diagnostic.reason(failure.details.join("\n"));
            }
            diagnostic.hosts = vec![name.to_owned()];
            let mut facts = questions.unknown_host(name);
            facts.complete = false;
            facts.errors.push(diagnostic);
            facts
        })
    }

    /// Evaluates hosts on as many threads as there are processors, in this order, and hands each out on the thread that
    /// is done with it. When it is stopped, only those are that were done.
    pub(super) fn evaluate_all(
        &self,
        config: &Config,
        names: &[String],
        stopped: &(dyn Fn() -> bool + Sync),
        take: &(dyn Fn(Evaluated) + Sync),
    ) {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = processors.min(names.len());
        let (next, left) = (AtomicUsize::new(0), AtomicUsize::new(names.len()));
        let memory = Memory::default();
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            if threads < processors && self.nix.is_none() {
                scope.spawn(|| prefetch::run(self.program, &stop));
            }
            for _ in 0..threads {
                scope.spawn(|| {
                    // What one host took is ready for the next.
                    let mut arena = self.spare.take();
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        let Some(name) = names.get(index) else { break };
                        let assumptions = config.assumptions(name);
                        let facts = self.evaluate(name, &assumptions, &mut arena, &memory);
                        if stopped() {
                            stop.store(true, Ordering::Relaxed);
                            break;
                        }
                        let mut host = Host::assuming(&facts, assumptions);
                        config.ignore_state(&mut host);
                        let HostFacts { errors, reads, .. } = facts;
                        take(Evaluated { host, errors, reads });
                        let was_last = left.fetch_sub(1, Ordering::Relaxed) == 1;
                        stop.fetch_or(was_last, Ordering::Relaxed);
                    }
                    self.spare.give(arena);
                });
            }
        });
    }
}
