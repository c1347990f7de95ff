//! Which directories the client has open, and which project a file belongs to.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    path::{Path, PathBuf},
    sync::Arc,
};

use lsp_types::Uri;

use super::{
    project::{Analysis, Project},
    server::Server,
    texts::Texts,
};
use crate::check;

impl Server<'_> {
    /// Adds a directory of the client, when it holds a project.
    pub(super) fn add_folder(&mut self, folder: PathBuf) {
        let folder = check::real_path(&folder);
        if check::holds_project(&folder) {
            self.add_project(folder.clone());
        }
        self.watch(&folder);
        self.folders.push(folder);
    }

    /// Forgets a directory of the client, and its projects of which no file is open.
    pub(super) fn remove_folder(&mut self, folder: &Path) {
        let folder = check::real_path(folder);
        self.folders.retain(|own| *own != folder);
        let is_open = |root: &Path| self.documents.iter().any(|(path, _)| path.starts_with(root));
        let is_needed = |root: &Path| {
            !root.starts_with(&folder)
                || self.folders.iter().any(|own| root.starts_with(own))
                || is_open(root)
        };
        let (kept, gone): (BTreeMap<_, _>, BTreeMap<_, _>) =
            std::mem::take(&mut self.projects).into_iter().partition(|(root, _)| is_needed(root));
        self.projects = kept;
        for (root, project) in &gone {
            self.end_checks(root);
            if !self.client.pulls {
                self.unpublish(project);
            }
        }
    }

    fn add_project(&mut self, root: PathBuf) {
        if let Entry::Vacant(place) = self.projects.entry(root) {
            place.insert(Project::default());
            self.stale = true;
        }
    }

    /// The project of a file: the one that is known, else the flake around it.
    pub(super) fn project_of(&mut self, path: &Path) -> Option<PathBuf> {
        if !is_ours(path) {
            return None;
        }
        let nearest = |roots: &BTreeMap<PathBuf, Project>| {
            let around = roots.keys().filter(|root| path.starts_with(root));
            around.max_by_key(|root| root.as_os_str().len()).cloned()
        };
        let flake = check::flake_around(path).map(|flake| check::real_path(&flake)).or_else(|| {
            let is_flake = path.file_name().is_some_and(|name| name == "flake.nix");
            is_flake.then(|| path.parent().map(Path::to_owned)).flatten()
        });
        match (nearest(&self.projects), flake) {
            (Some(known), Some(flake)) if known.starts_with(&flake) => Some(known),
            (_, Some(flake)) => {
                self.add_project(flake.clone());
                Some(flake)
            }
            (known, None) => known,
        }
    }

    /// The path of a file that the client names, and its project.
    pub(super) fn locate(&mut self, uri: &Uri) -> Option<(PathBuf, PathBuf)> {
        let path = self.path_of(uri)?;
        let root = self.project_of(&path)?;
        Some((path, root))
    }

    /// What is known best of a project, and the text of one of its files as it is now.
    pub(super) fn known(&self, root: &Path, path: &Path) -> Option<(&Analysis, Arc<str>)> {
        let analysis = self.projects.get(root)?.best()?;
        let files = Some(&*analysis.report.files);
        let text = Texts { documents: &self.documents, files }.of(path)?;
        Some((analysis, text))
    }
}

/// Whether a file is one that people write for NixOS.
pub(super) fn is_ours(path: &Path) -> bool {
    let named = |name: &str| path.file_name().is_some_and(|own| own == name);
    path.extension().is_some_and(|extension| extension == "nix")
        || named("flake.lock")
        || named("persist-lint.toml")
}

/// Whether a file may be one that a configuration reads. What tools write for themselves is not.
pub(super) fn may_be_read(path: &Path) -> bool {
    let own = [".git", ".direnv", "node_modules", "target", "result"];
    path.components().all(|part| own.iter().all(|own| part.as_os_str() != *own))
}
