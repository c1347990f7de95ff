//! Has projects checked in the background when something has changed, and takes what was found.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{
    folders::may_be_read,
    project::{Analysis, Project},
    server::Server,
    worker::{Event, Job, Kind},
};
use crate::{
    check::{self, CacheChoice, config::Choice},
    modules::Overrides,
};

impl Server<'_> {
    /// Everything has to be checked anew.
    pub(super) fn changed_everywhere(&mut self) {
        self.stale = true;
    }

    /// Something happened to a file on the disk.
    pub(super) fn file_changed(&mut self, path: &Path) {
        if self.documents.get(path).is_some() || !may_be_read(path) {
            return;
        }
        self.documents.changed_on_disk(path);
        self.stale = true;
    }

    /// Gives the workers what has changed.
    pub(super) fn check_what_changed(&mut self) {
        if !std::mem::take(&mut self.stale) {
            return;
        }
        let roots: Vec<PathBuf> = self.projects.keys().cloned().collect();
        for root in &roots {
            // What runs now answers a question that nobody asks any more.
            let stop = Arc::new(AtomicBool::new(false));
            if let Some(old) = self.running.insert(root.clone(), Arc::clone(&stop)) {
                old.store(true, Ordering::Relaxed);
            }
            // Who asks once and is not told that there is more takes the first answer for all.
            let early = !self.client.pulls || self.client.refreshes_diagnostics;
            let job = |mode| {
                let mut request = self.request_for(root);
                request.mode = mode;
                // They take longer than all the rest of what is not evaluation, and an action is about one.
                request.without_fixes = true;
                let (since, stop) = (self.documents.now(), Arc::clone(&stop));
                Job { root: root.clone(), request, since, stop, early }
            };
            // A worker that has ended checks nothing.
            let _ = self.quick.send(job(Some(crate::modules::ModeChoice::Offline)));
            if self.wishes.mode != Some(super::settings::Mode::Offline) {
                let _ = self.whole.send(job(self.wishes.mode.map(Into::into)));
            }
        }
    }

    /// Ends the checks of a project that is not looked at any more.
    pub(super) fn end_checks(&mut self, root: &Path) {
        if let Some(stop) = self.running.remove(root) {
            stop.store(true, Ordering::Relaxed);
        }
        self.end_progress(root);
    }

    /// What is asked of a check of a project.
    pub(super) fn request_for(&self, root: &Path) -> check::Request {
        let pairs = |map: &BTreeMap<String, PathBuf>| {
            map.iter().map(|(name, path)| (name.clone(), path.clone())).collect()
        };
        check::Request {
            path: root.to_owned(),
            hosts: self.wishes.hosts.clone(),
            mode: self.wishes.mode.map(Into::into),
            overrides: Overrides {
                inputs: pairs(&self.wishes.override_input),
                flakes: pairs(&self.wishes.override_flake),
                nixpkgs: self.wishes.nixpkgs.clone(),
            },
            config: self.wishes.config.clone().map_or(Choice::Find, Choice::File),
            cache: CacheChoice::of_user(),
            overlay: self
                .documents
                .iter()
                .map(|(path, document)| (path.clone(), document.text.to_string()))
                .collect(),
            ..check::Request::default()
        }
    }

    pub(super) fn event(&mut self, event: Event) {
        match event {
            Event::Progress { root, kind: Kind::Whole, done, of } => {
                self.show_progress(&root, done, of);
            }
            Event::Progress { .. } => {}
            Event::Repaired { id, action, since, changes } => {
                self.repaired(id, *action, since, changes);
            }
            Event::Done { root, kind, since, all, result } => {
                if kind == Kind::Whole && all {
                    self.end_progress(&root);
                }
                let Some(project) = self.projects.get_mut(&root) else { return };
                match result {
                    Ok(report) => {
                        project.error = None;
                        let analysis = Analysis::new(*report, since);
                        match kind {
                            Kind::Quick => project.set_quick(analysis),
                            Kind::Whole => project.set_whole(analysis, all),
                        }
                    }
                    Err(error) if project.error.as_ref() != Some(&error) => {
                        project.error = Some(error.clone());
                        self.warn(&error);
                    }
                    Err(_) => {}
                }
                let needed = self.projects.values().filter_map(Project::since).min();
                self.documents.forget(needed.unwrap_or_default());
                self.tell();
            }
        }
    }
}
