//! Which directories the client has open, and which project a file belongs to.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    path::{Path, PathBuf},
    sync::Arc,
};

use lsp_types::Uri;

use super::{
    position,
    project::{Analysis, Project},
    server::Server,
    texts::Texts,
};
use crate::check;

impl Server<'_> {
    /// Adds a directory of the client, and the project that it holds or is a part of.
    pub(super) fn add_folder(&mut self, folder: PathBuf) {
        let real = check::real_path(&folder);
        let own = || check::holds_project(&folder).then(|| folder.clone());
        if let Some(root) = check::flake_around(&folder).or_else(own) {
            let real = check::real_path(&root);
            self.spelled.insert(real.clone(), root);
            self.watch(&real);
            self.add_project(real);
        }
        self.spelled.insert(real.clone(), folder);
        self.watch(&real);
        self.folders.push(real);
    }

    /// Forgets a directory of the client, and its projects of which no file is open.
    pub(super) fn remove_folder(&mut self, folder: &Path) {
        let folder = check::real_path(folder);
        self.folders.retain(|own| *own != folder);
        let is_open = |root: &Path| self.documents.iter().any(|(path, _)| path.starts_with(root));
        let is_of =
            |root: &Path, folder: &Path| root.starts_with(folder) || folder.starts_with(root);
        let is_needed = |root: &Path| {
            !is_of(root, &folder)
                || self.folders.iter().any(|own| is_of(root, own))
                || is_open(root)
        };
        let (kept, gone): (BTreeMap<_, _>, BTreeMap<_, _>) =
            std::mem::take(&mut self.projects).into_iter().partition(|(root, _)| is_needed(root));
        self.projects = kept;
        for root in gone.keys() {
            self.end_checks(root);
        }
        // What was told of them is taken back.
        self.moved |= !gone.is_empty();
    }

    fn add_project(&mut self, root: PathBuf) {
        if let Entry::Vacant(place) = self.projects.entry(root) {
            place.insert(Project::default());
            self.stale = true;
        }
    }

    /// The project of a file: the one that is known, else the flake around it, else the configuration.
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
            (Some(known), None) => Some(known),
            (None, None) => {
                let root = check::configuration_around(path)?;
                self.watch(&root);
                self.add_project(root.clone());
                Some(root)
            }
        }
    }

    /// The real path of a file that the client names.
    pub(super) fn path_of(&self, uri: &Uri) -> Option<PathBuf> {
        // One that was open has a path even when it has been deleted since.
        if let Some(path) = self.documents.named(uri) {
            return Some(path.clone());
        }
        let written = position::path(uri)?;
        let real = check::real_path(&written);
        if real != written {
            return Some(real);
        }
        // Of one that is gone, its directory may still be there.
        let around = self.spelled.iter().filter(|(_, own)| written.starts_with(own));
        let real = around.max_by_key(|(_, own)| own.as_os_str().len()).and_then(|(real, own)| {
            let rest = written.strip_prefix(own).ok()?;
            Some(real.join(rest))
        });
        Some(real.unwrap_or(written))
    }

    /// The name of a file as the client writes it.
    pub(super) fn uri_of(&self, path: &Path) -> Option<Uri> {
        if let Some(document) = self.documents.get(path) {
            return Some(document.uri.clone());
        }
        let spelled = path.ancestors().skip(1).find_map(|dir| {
            let own = self.spelled.get(dir)?;
            Some(own.join(path.strip_prefix(dir).ok()?))
        });
        position::uri(spelled.as_deref().unwrap_or(path))
    }

    /// Learns how the client writes the directory of a file that it has opened, where that is a symbolic link.
    pub(super) fn learn_spelling(&mut self, uri: &Uri, real: &Path) {
        let Some(written) = position::path(uri).filter(|written| written != real) else { return };
        let above = written.ancestors().zip(real.ancestors()).skip(1);
        let same = above
            .take_while(|(written, real)| written != real && check::real_path(written) == **real);
        if let Some((written, real)) = same.last() {
            self.spelled.entry(real.to_owned()).or_insert_with(|| written.to_owned());
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
