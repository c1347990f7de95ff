//! A project that is checked again and again: what a run learns is kept for the next.
//!
//! Texts are read and parsed again when they are others. A host is evaluated again when something that its last
//! evaluation looked at is not as it was ([`kept`]). So a report is always what a first run would find; nothing has to
//! be told of what has changed.

mod basis;
mod changes;
mod kept;
mod last;

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::SystemTime,
};

use super::{
    Cache, Config, Disk, Error, Progress, Report, Request,
    hosts::Evaluator,
    memory::Spare,
    run::{self, Start},
};
use crate::{
    eval::{Program, Settings, Trees},
    modules::{self, Project},
};
use basis::{Basis, Beginning};
use changes::Stamps;
use last::{Last, Run};

/// What runs of one project leave for the next.
#[derive(Default)]
pub struct Session {
    /// Whether there is no next run, so that nothing need be kept.
    once: bool,
    last: Option<Last>,
    spare: Spare,
}

/// Who follows a run.
#[derive(Clone, Copy, Default)]
pub struct Follow<'a> {
    /// Ends the run when it is set.
    pub stop: Option<&'a Arc<AtomicBool>>,
    /// Is told what the first host comes to, the one that what has changed concerns most, as a report of all: of the others
    /// it says what was found before, where that is still there.
    pub early: Option<&'a (dyn Fn(Report) + Sync)>,
}

impl Session {
    /// A session that knows nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One for a single run.
    #[must_use]
    pub(super) fn once() -> Self {
        Self { once: true, ..Self::default() }
    }

    /// A run, also of what does not concern the parts of the request. `None` when it was stopped; the hosts that were done by then need not be evaluated by the next.
    ///
    /// # Errors
    /// When there is nothing that could be checked. Errors in the configuration are diagnostics.
    pub fn run(
        &mut self,
        request: &Request,
        progress: Progress<'_>,
        Follow { stop, early }: Follow<'_>,
    ) -> Result<Option<Report>, Error> {
        let began = SystemTime::now();
        let start = Start::of(request)?;
        let written = Config::text(&request.config, &start.root, &request.overlay)?;
        let stable = Request { overlay: in_store(request), ..request.clone() };
        let basis = Basis { request: stable, config: written };
        let Beginning { config, files, last } = basis.begin(self.last.take());
        let config = match config {
            Ok(config) => config,
            // Nothing is checked under a configuration that was misread.
            Err(diagnostics) => {
                self.last = last;
                let of_file = !request.path.is_dir();
                let root = start.root;
                let report = Report { files, root, of_file, diagnostics, ..Report::default() };
                return Ok(Some(report));
            }
        };
        let overrides = config.overrides_for(request);
        let own = run::repository(&start.root);
        let mut roots = vec![own.clone()];
        roots.extend(overrides.inputs.iter().chain(&overrides.flakes).map(|(_, dir)| dir.clone()));
        roots.extend(overrides.nixpkgs.clone());
        let disk = Disk::new(roots).with_overlay(&request.overlay);
        let vfs = Arc::new(modules::embedded::Embedded::new(disk));
        let disk = Arc::clone(&vfs);
        let disk = disk.rest();
        let mut now = match last {
            Some(mut last) => {
                last.program = Arc::new(last.program.again(files, vfs));
                if last.basis != basis {
                    last.judge_by(config, &request.also);
                    last.basis = basis;
                }
                last.forget_what_changed(disk);
                last
            }
            None => {
                let edited = request.overlay.keys().cloned();
                let cache =
                    request.cache.as_ref().map(|choice| Arc::new(Cache::new(choice, edited)));
                let trees = cache.clone().map(|cache| cache as Arc<dyn Trees>);
                let program = Program::new(files, vfs, modules::guards::GUARDS).with_trees(trees);
                // Another run compares each text with what it has become.
                let program = if self.once { program.keeping(vec![own]) } else { program };
                Last {
                    basis,
                    config,
                    program: Arc::new(program),
                    cache,
                    stamps: Stamps::default(),
                    listing: None,
                    hosts: BTreeMap::new(),
                    outdated: BTreeMap::new(),
                }
            }
        };
        // Of what the real Nix looks at nothing is known, and a machine changes all the time.
        let keeps = !self.once && request.evaluator == Evaluator::Builtin && !request.live;
        let project = Project {
            entry: start.entry.clone(),
            root: start.root.clone(),
            overrides,
            mode: request.mode.or(now.config.mode).unwrap_or_default(),
            settings: Settings {
                recorded: keeps.then(|| start.root.clone()),
                stop: stop.cloned(),
                ..Settings::default()
            },
        };
        let stopped = || stop.is_some_and(|stop| stop.load(Ordering::Relaxed));
        let spare = &self.spare;
        let run = Run { request, start: &start, project: &project, progress, early, keeps, spare };
        let Some(names) = now.evaluate(&run, &stopped)? else {
            self.last = keeps.then_some(now);
            return Ok(None);
        };
        let report = now.report(&run, &names);
        if keeps {
            now.stamps.take(&now.program, disk, began);
            self.last = Some(now);
        }
        report.map(Some)
    }
}

/// Texts of the editor that stand for files of the Nix store: trees are kept under the assumption that there are none.
fn in_store(request: &Request) -> BTreeMap<PathBuf, String> {
    let stores = request.cache.iter().flat_map(|cache| &cache.stores);
    let stores: Vec<_> = stores.collect();
    let texts = request.overlay.iter();
    let stored = texts.filter(|(path, _)| stores.iter().any(|store| path.starts_with(store)));
    stored.map(|(path, text)| (path.clone(), text.clone())).collect()
}
