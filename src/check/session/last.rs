//! What is known after a run, and how the next one comes to know the rest.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{
    Basis,
    changes::Stamps,
    kept::{Answers, Kept, Outdated},
};
use crate::{
    check::{
        Cache, Config, Disk, Error, Progress, Report, Request,
        hosts::{Evaluated, Hosts},
        judge::{self, Judged},
        memory::Spare,
        run::{self, Start},
    },
    eval::{Program, Source},
    modules::{Listing, Project},
};

/// What is known after a run.
pub(super) struct Last {
    pub(super) basis: Basis,
    pub(super) config: Config,
    pub(super) program: Arc<Program>,
    pub(super) cache: Option<Arc<Cache>>,
    pub(super) stamps: Stamps,
    pub(super) listing: Option<Kept<Listing>>,
    pub(super) hosts: BTreeMap<String, Kept<Judged>>,
    /// Hosts that have to be evaluated again.
    pub(super) outdated: BTreeMap<String, Outdated<Judged>>,
}

/// A run that is under way.
pub(super) struct Run<'r> {
    pub(super) request: &'r Request,
    pub(super) start: &'r Start,
    pub(super) project: &'r Project,
    pub(super) progress: Progress<'r>,
    pub(super) early: Option<&'r (dyn Fn(Report) + Sync)>,
    /// Whether there is a next one.
    pub(super) keeps: bool,
    pub(super) spare: &'r Spare,
}

impl Last {
    /// Reads what has changed since, and forgets what was found with the help of it.
    pub(super) fn forget_what_changed(&mut self, disk: &Disk) {
        for change in self.stamps.changes(&self.program, disk) {
            self.listing = self.listing.take().and_then(|kept| kept.after(&change).ok());
            for (name, kept) in std::mem::take(&mut self.hosts) {
                match kept.after(&change) {
                    Ok(kept) => _ = self.hosts.insert(name, kept),
                    Err(outdated) => _ = self.outdated.insert(name, outdated),
                }
            }
        }
        let vfs = Arc::clone(self.program.vfs());
        let mut answers = Answers::of(&*vfs);
        self.listing = self.listing.take().filter(|kept| kept.holds(&mut answers));
        for (name, kept) in std::mem::take(&mut self.hosts) {
            if kept.holds(&mut answers) {
                self.hosts.insert(name, kept);
            } else {
                self.outdated.insert(name, kept.outdated(0));
            }
        }
        let files = Arc::clone(self.program.files());
        let now = |span| files.now(span);
        self.listing = self.listing.take().and_then(|mut kept| {
            let all = kept.what.errors.iter_mut().all(|error| error.relocate(&now));
            all.then_some(kept)
        });
        self.hosts.retain(|_, kept| kept.what.relocate(&now));
        // What was found where the text was touched is not there any more.
        for outdated in self.outdated.values_mut() {
            outdated.what.relocate_some(&now);
        }
    }

    /// Judges what is known of hosts by another configuration, under which they evaluate to the same.
    pub(super) fn judge_by(&mut self, config: Config, also: &[&'static str]) {
        let files = Arc::clone(self.program.files());
        for kept in self.hosts.values_mut() {
            let errors = std::mem::take(&mut kept.what.errors);
            kept.what = judge::host(Arc::clone(&kept.what.host), errors, &config, also, &files);
        }
        // What these found was judged by the other one.
        self.outdated.clear();
        self.config = config;
    }

    /// Evaluates what is not known. Gives the hosts that are wanted; `None` when it was stopped.
    pub(super) fn evaluate(
        &mut self,
        run: &Run<'_>,
        stopped: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Vec<String>>, Error> {
        let request = run.request;
        let program = Arc::clone(&self.program);
        let hosts = Hosts::new(request.evaluator, run.project, &program, run.spare)?;
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
        self.outdated.retain(|name, _| names.contains(name));
        let mut unknown: Vec<String> =
            names.iter().filter(|name| !self.hosts.contains_key(*name)).cloned().collect();
        if unknown.is_empty() {
            return Ok(Some(names));
        }
        // Whom the changes concern most comes first.
        let looked = |name: &String| self.outdated.get(name).map(|outdated| outdated.looked);
        unknown.sort_by_key(|name| Reverse(looked(name)));
        let most = unknown.first().and_then(looked);
        let machine = request.live.then(|| run::this_machine(request, &names)).transpose()?;
        let is_known = |name: &String| self.outdated.contains_key(name);
        let tells_early = AtomicBool::new(unknown.iter().all(is_known));
        let done = Mutex::new(Ok(BTreeMap::new()));
        let take = |Evaluated { mut host, errors, reads }| {
            let seen = (machine.as_ref() == Some(&host.name)).then(|| run::see(&host)).transpose();
            host.seen = match seen {
                Ok(seen) => seen,
                Err(error) => {
                    *done.lock().unwrap_or_else(PoisonError::into_inner) = Err(error);
                    return;
                }
            };
            let (host, files) = (Arc::new(host), program.files());
            let judged = judge::host(host, errors, &self.config, &request.also, files);
            let kept = Kept { what: judged, reads };
            if let Some(early) = run.early
                && looked(&kept.what.host.name) == most
                && tells_early.swap(false, Ordering::Relaxed)
                && !stopped()
                && let Ok(report) = self.early_report(run, &names, &kept, unknown.len() == 1)
            {
                early(report);
            }
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            if let Ok(done) = &mut *done {
                done.insert(kept.what.host.name.clone(), kept);
                (run.progress)(done.len(), unknown.len());
            }
        };
        (run.progress)(0, unknown.len());
        hosts.evaluate_all(&self.config, &unknown, stopped, &take);
        let done = done.into_inner().unwrap_or_else(PoisonError::into_inner)?;
        self.outdated.retain(|name, _| !done.contains_key(name));
        self.hosts.extend(done);
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

    /// What is known when one host is, perhaps the only one that was not.
    fn early_report(
        &self,
        run: &Run<'_>,
        names: &[String],
        first: &Kept<Judged>,
        all: bool,
    ) -> Result<Report, Error> {
        let judged = names.iter().filter_map(|name| {
            let known = self.hosts.get(name).map(|kept| &kept.what);
            let before = || self.outdated.get(name).map(|outdated| &outdated.what);
            if first.what.host.name == *name { Some(&first.what) } else { known.or_else(before) }
        });
        // What the others read when they were evaluated last, as it is now.
        let before = self.outdated.values().flat_map(|outdated| &outdated.sources);
        let first = first.reads.files.iter().map(|file| &file.source);
        let known = self.sources(true);
        let paths: BTreeSet<&str> =
            before.chain(first).chain(&known).map(|source| source.path.as_str()).collect();
        let mut sources = self.program.loaded();
        sources.retain(|source| paths.contains(source.path.as_str()));
        self.report_of(run, &sources, judged, all)
    }

    /// What is known when all hosts are.
    pub(super) fn report(&self, run: &Run<'_>, names: &[String]) -> Result<Report, Error> {
        let judged = names.iter().filter_map(|name| self.hosts.get(name)).map(|kept| &kept.what);
        self.report_of(run, &self.sources(run.keeps), judged, true)
    }

    fn report_of<'j>(
        &self,
        run: &Run<'_>,
        sources: &[Arc<Source>],
        judged: impl Iterator<Item = &'j Judged>,
        all: bool,
    ) -> Result<Report, Error> {
        let parts = run::Parts {
            request: run.request,
            start: run.start,
            config: self.config.clone(),
            files: Arc::clone(self.program.files()),
            sources,
            listing: self.listing.as_ref().map(|kept| kept.what.clone()).unwrap_or_default(),
            all,
        };
        run::report(parts, judged)
    }
}
