//! A project that is checked again and again: what a run learns is kept for the next.
//!
//! Texts are read and parsed again when they are others. A host is evaluated again when something that its last
//! evaluation looked at is not as it was ([`kept`]). So a report is always what a first run would find; nothing has to
//! be told of what has changed.

mod changes;
mod kept;

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
    hosts::{Evaluated, Evaluator, Hosts},
    judge,
    run::{self, Start},
};
use crate::{
    eval::{Program, Settings, Source, Trees},
    modules::{self, Listing, Project},
    source::Files,
};
use changes::Stamps;
use kept::{Answers, Kept};

/// What runs of one project leave for the next.
#[derive(Default)]
pub struct Session {
    /// Whether there is no next run, so that nothing need be kept.
    once: bool,
    last: Option<Last>,
}

/// What a run depends on, beside files that its evaluations look at.
#[derive(PartialEq)]
struct Basis {
    /// Without the texts of the editor.
    request: Request,
    /// Text of the configuration file.
    config: Option<(PathBuf, String)>,
}

/// What is known after a run.
struct Last {
    basis: Basis,
    config: Config,
    program: Arc<Program>,
    cache: Option<Arc<Cache>>,
    stamps: Stamps,
    listing: Option<Kept<Listing>>,
    hosts: BTreeMap<String, Kept<judge::Judged>>,
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
        Self { once: true, last: None }
    }

    /// A run, also of what does not concern the parts of the request. `None` when it was stopped; the hosts that were done by then need not be evaluated by the next.
    ///
    /// # Errors
    /// When there is nothing that could be checked. Errors in the configuration are diagnostics.
    pub fn run(
        &mut self,
        request: &Request,
        progress: Progress<'_>,
        stop: Option<&Arc<AtomicBool>>,
    ) -> Result<Option<Report>, Error> {
        let began = SystemTime::now();
        let start = Start::of(request)?;
        let written = Config::text(&request.config, &start.root, &request.overlay)?;
        let stable = Request { overlay: in_store(request), ..request.clone() };
        let basis = Basis { request: stable, config: written };
        let last = self.last.take().filter(|last| last.basis == basis && last.program.has_room());
        let files = last.as_ref().map_or_else(Files::new, |last| last.program.files().fork());
        let files = Arc::new(files);
        let config = match &last {
            Some(last) => last.config.clone(),
            None => match Config::read(basis.config.as_ref(), &files) {
                Ok(config) => config,
                // Nothing is checked under a configuration that was misread.
                Err(diagnostics) => {
                    let of_file = !request.path.is_dir();
                    let root = start.root;
                    return Ok(Some(Report {
                        files,
                        root,
                        of_file,
                        diagnostics,
                        ..Report::default()
                    }));
                }
            },
        };
        let overrides = config.overrides_for(request);
        let mut roots = vec![run::repository(&start.root)];
        roots.extend(overrides.inputs.iter().chain(&overrides.flakes).map(|(_, dir)| dir.clone()));
        roots.extend(overrides.nixpkgs.clone());
        let disk = Disk::new(roots).with_overlay(&request.overlay);
        let vfs = Arc::new(modules::embedded::Embedded::new(disk));
        let disk = Arc::clone(&vfs);
        let disk = disk.rest();
        let mut now = match last {
            Some(mut last) => {
                last.program = Arc::new(last.program.again(files, vfs));
                last.forget_what_changed(disk);
                last
            }
            None => {
                let edited = request.overlay.keys().cloned();
                let cache =
                    request.cache.as_ref().map(|choice| Arc::new(Cache::new(choice, edited)));
                let trees = cache.clone().map(|cache| cache as Arc<dyn Trees>);
                let program = Program::new(files, vfs, modules::guards::GUARDS).with_trees(trees);
                Last {
                    basis,
                    config,
                    program: Arc::new(program),
                    cache,
                    stamps: Stamps::default(),
                    listing: None,
                    hosts: BTreeMap::new(),
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
        let names = now.evaluate(request, &project, progress, &stopped)?;
        let Some(names) = names else {
            self.last = keeps.then_some(now);
            return Ok(None);
        };
        let report = now.report(request, start, &names, keeps);
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

impl Last {
    /// Reads what has changed since, and forgets what was found with the help of it.
    fn forget_what_changed(&mut self, disk: &Disk) {
        for change in self.stamps.changes(&self.program, disk) {
            self.listing = self.listing.take().and_then(|kept| kept.after(&change));
            let hosts = std::mem::take(&mut self.hosts).into_iter();
            self.hosts =
                hosts.filter_map(|(name, kept)| Some((name, kept.after(&change)?))).collect();
        }
        let vfs = Arc::clone(self.program.vfs());
        let mut answers = Answers::of(&*vfs);
        self.listing = self.listing.take().filter(|kept| kept.holds(&mut answers));
        self.hosts.retain(|_, kept| kept.holds(&mut answers));
        let files = Arc::clone(self.program.files());
        let now = |span| files.now(span);
        self.listing = self.listing.take().and_then(|mut kept| {
            let all = kept.what.errors.iter_mut().all(|error| error.relocate(&now));
            all.then_some(kept)
        });
        self.hosts.retain(|_, kept| kept.what.relocate(&now));
    }

    /// Evaluates what is not known. Gives the hosts that are wanted; `None` when it was stopped.
    fn evaluate(
        &mut self,
        request: &Request,
        project: &Project,
        progress: Progress<'_>,
        stopped: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Vec<String>>, Error> {
        let program = Arc::clone(&self.program);
        let hosts = Hosts::new(request.evaluator, project, &program)?;
        let listing = match self.listing.take() {
            Some(kept) => kept,
            None => {
                let mut listing = hosts.list()?;
                let reads = std::mem::take(&mut listing.reads);
                Kept { what: listing, reads }
            }
        };
        if stopped() {
            return Ok(None);
        }
        let listing = self.listing.insert(listing);
        let known = &listing.what.hosts;
        let mut missing = request.hosts.iter().filter(|name| !known.contains(name));
        let enough = request.any_host && missing.clone().count() < request.hosts.len();
        if let Some(name) = missing.next()
            && listing.what.errors.is_empty()
            && !enough
        {
            return Err(Error::NoSuchHost(name.clone(), known.clone()));
        }
        let wanted = |name: &&String| match request.hosts.as_slice() {
            [] => self.config.wants(name),
            named => named.contains(name),
        };
        let names: Vec<String> = known.iter().filter(wanted).cloned().collect();
        self.hosts.retain(|name, _| names.contains(name));
        let unknown: Vec<String> =
            names.iter().filter(|name| !self.hosts.contains_key(*name)).cloned().collect();
        if unknown.is_empty() {
            return Ok(Some(names));
        }
        let evaluated = hosts.evaluate_all(&self.config, &unknown, progress, stopped);
        let machine = request.live.then(|| run::this_machine(request, &names)).transpose()?;
        for Evaluated { mut host, errors, reads } in evaluated {
            if machine.as_ref() == Some(&host.name) {
                host.seen = Some(run::see(&host)?);
            }
            let judged = judge::host(host, errors, &self.config, &request.also, program.files());
            self.hosts.insert(judged.host.name.clone(), Kept { what: judged, reads });
        }
        if names.iter().any(|name| !self.hosts.contains_key(name)) {
            return Ok(None);
        }
        if let Some(cache) = &self.cache {
            cache.save(&program);
        }
        Ok(Some(names))
    }

    /// The files that the evaluations read.
    fn sources(&self, recorded: bool) -> Vec<Arc<Source>> {
        if !recorded {
            return self.program.sources();
        }
        let listing = self.listing.iter().flat_map(|kept| &kept.reads.files);
        let hosts = self.hosts.values().flat_map(|kept| &kept.reads.files);
        let mut all: Vec<_> = listing.chain(hosts).map(|read| Arc::clone(&read.source)).collect();
        all.sort_unstable_by_key(|source| source.base);
        all.dedup_by_key(|source| source.base);
        all
    }

    fn report(
        &self,
        request: &Request,
        start: Start,
        names: &[String],
        recorded: bool,
    ) -> Result<Report, Error> {
        let listing = self.listing.as_ref().map(|kept| kept.what.clone()).unwrap_or_default();
        let judged = names.iter().filter_map(|name| self.hosts.get(name)).map(|kept| &kept.what);
        run::report(
            request,
            start,
            self.config.clone(),
            Arc::clone(self.program.files()),
            &self.sources(recorded),
            listing,
            judged,
        )
    }
}
