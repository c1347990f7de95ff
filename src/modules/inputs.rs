//! Where the sources of a flake's inputs are on disk.

use std::path::{Path, PathBuf};

use super::lock::Reference;
use crate::eval::{Vfs, store_path};

/// What the user says about where inputs are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// `--override-input a/b=PATH`: names of inputs from the root, and a directory.
    pub inputs: Vec<(String, PathBuf)>,
    /// `--override-flake github:owner/repo=PATH`: every input locked to that source.
    pub flakes: Vec<(String, PathBuf)>,
    /// A nixpkgs for every input that is one, when nothing else gives it.
    pub nixpkgs: Option<PathBuf>,
}

/// The canonical identity of nixpkgs.
pub(super) const NIXPKGS: &str = "github:nixos/nixpkgs";

/// Names of the flake registry that need no registry to be understood. Channels mostly have the same names.
const REGISTRY: &[(&str, &str)] = &[
    ("nixpkgs", "github:NixOS/nixpkgs"),
    ("home-manager", "github:nix-community/home-manager"),
    ("flake-parts", "github:hercules-ci/flake-parts"),
    ("flake-utils", "github:numtide/flake-utils"),
    ("disko", "github:nix-community/disko"),
    ("impermanence", "github:nix-community/impermanence"),
    ("nixos-hardware", "github:NixOS/nixos-hardware"),
    ("preservation", "github:nix-community/preservation"),
    ("agenix", "github:ryantm/agenix"),
    ("sops-nix", "github:Mic92/sops-nix"),
];

/// The source an identity names, spelled the same way for every spelling of it.
#[must_use]
pub(super) fn canonical(identity: &str) -> String {
    let named = REGISTRY.iter().find(|(name, _)| *name == identity.trim_start_matches("flake:"));
    named.map_or(identity, |(_, source)| source).to_ascii_lowercase()
}

impl Overrides {
    /// The nixpkgs of a project that has no lock file.
    #[must_use]
    pub fn nixpkgs_dir(&self) -> Option<PathBuf> {
        let named =
            |(name, _): &&(String, PathBuf)| canonical(&super::lock::url_identity(name)) == NIXPKGS;
        let input = self.inputs.iter().find(|(name, _)| name == "nixpkgs");
        input
            .or_else(|| self.flakes.iter().find(named))
            .map(|(_, dir)| dir.clone())
            .or_else(|| self.nixpkgs.clone())
    }

    /// Drops what is said about nixpkgs itself.
    pub fn forget_nixpkgs(&mut self) {
        self.nixpkgs = None;
        self.flakes.retain(|(name, _)| canonical(&super::lock::url_identity(name)) != NIXPKGS);
    }

    /// The directory of a source that is named by its URL alone.
    #[must_use]
    pub fn source(&self, url: &str) -> Option<PathBuf> {
        let identity = canonical(&super::lock::url_identity(url));
        let named = |(name, _): &&(String, PathBuf)| {
            canonical(&super::lock::url_identity(name)) == identity
        };
        let found = self.flakes.iter().find(named).map(|(_, dir)| dir.clone());
        found.or_else(|| self.nixpkgs.clone().filter(|_| identity == NIXPKGS))
    }

    /// The directory of the input reached by `path` (names from the root) and locked to `source`, and whether it holds
    /// what was locked.
    ///
    /// `parent` is the directory of the flake whose input it is, for relative `path:` inputs.
    #[must_use]
    pub fn locate(
        &self,
        path: &str,
        source: &Reference,
        identity: Option<&str>,
        parent: &Path,
        vfs: &dyn Vfs,
    ) -> Option<(PathBuf, bool)> {
        if let Some((_, dir)) = self.inputs.iter().find(|(name, _)| name == path) {
            return Some((dir.clone(), false));
        }
        let identity = identity.map(canonical);
        if let Some(identity) = &identity {
            let named = |(name, _): &&(String, PathBuf)| {
                canonical(&super::lock::url_identity(name)) == *identity
            };
            if let Some((_, dir)) = self.flakes.iter().find(named) {
                return Some((dir.clone(), false));
            }
        }
        if source.kind == "path"
            && let Some(relative) = &source.path
        {
            let dir = crate::eval::paths::normalize(&parent.join(relative).to_string_lossy());
            let dir = PathBuf::from(dir);
            // The directory of a git submodule that is not checked out is empty.
            let is_empty = vfs.list(&dir).is_ok_and(|entries| entries.is_empty());
            if vfs.kind(&dir).is_ok() && !is_empty {
                return Some((dir, true));
            }
        }
        if let Some(hash) = source.nar_hash.as_deref().and_then(store_path::parse_sha256) {
            let dir = PathBuf::from(store_path::of_directory(&hash, "source"));
            if vfs.kind(&dir).is_ok() {
                return Some((dir, true));
            }
        }
        if identity.as_deref() == Some(NIXPKGS) {
            return self.nixpkgs.clone().map(|dir| (dir, false));
        }
        None
    }
}
