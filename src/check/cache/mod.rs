//! Parsed files of the Nix store, kept from one run to the next.
//!
//! What is in the store never changes, and every host needs the same thousands of files of nixpkgs. So for each directory of
//! the store ([`tree`]) one file of the user's cache folder holds the trees of those that some run has parsed. It is a
//! convenience: whatever is wrong with it, files are parsed. The first run that sees a directory leaves an empty file, the second
//! fills it: writing costs half of what a later run gains, and a run without a successor should not pay for it.

mod folder;
#[cfg(test)]
mod tests;
mod tree;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, RwLock},
};

use rustc_hash::{FxHashMap, FxHashSet};
use tree::Tree;

use crate::{
    eval::{Program, Source, Trees},
    syntax::{self, Unpacked},
};

/// A cache is written again when what a run parsed is more than this part of it. So no run writes much for little.
const WORTHWHILE: usize = 20;

/// Where trees are kept, and of what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheChoice {
    /// The folder; made when it is first written to.
    pub folder: PathBuf,
    /// Directories like `/nix/store`: what is in one of theirs never changes.
    pub stores: Vec<PathBuf>,
}

impl CacheChoice {
    /// What the user's environment says: `persist-lint` in `$XDG_CACHE_HOME` or `~/.cache`, for the Nix store. A home that is
    /// not there, as in a build, is not made.
    #[must_use]
    pub fn of_user() -> Option<Self> {
        let named = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        Self::within(named, std::env::home_dir())
    }

    fn within(named: Option<PathBuf>, home: Option<PathBuf>) -> Option<Self> {
        let named = named.filter(|dir| dir.is_absolute());
        let home = || home.filter(|home| home.is_dir());
        let folder = named.or_else(|| Some(home()?.join(".cache")))?;
        Some(Self { folder: folder.join("persist-lint"), stores: vec!["/nix/store".into()] })
    }
}

/// The trees that are kept.
pub struct Cache {
    folder: PathBuf,
    stores: Vec<PathBuf>,
    /// Files that are not as they are on the disk.
    edited: Vec<PathBuf>,
    /// By directory; `None` for those of which nothing is kept.
    trees: RwLock<FxHashMap<PathBuf, Option<Arc<Tree>>>>,
}

impl Cache {
    /// Reads nothing yet. Of a directory with one of the `edited` files nothing is used and nothing kept.
    #[must_use]
    pub fn new(choice: &CacheChoice, edited: impl IntoIterator<Item = PathBuf>) -> Self {
        Self {
            folder: folder::of_version(&choice.folder),
            stores: choice.stores.clone(),
            edited: edited.into_iter().collect(),
            trees: RwLock::default(),
        }
    }

    /// The directory of a store that a path is in, and the path in it.
    fn split<'p>(&self, path: &'p Path) -> Option<(&'p Path, &'p str)> {
        let inside = self.stores.iter().find_map(|store| path.strip_prefix(store).ok())?;
        let mut below = inside.components();
        below.next()?;
        let below = below.as_path().to_str().filter(|below| !below.is_empty())?;
        let length = path.to_str()?.len() - below.len() - 1;
        Some((Path::new(&path.to_str()?[..length]), below))
    }

    fn tree(&self, dir: &Path) -> Option<Arc<Tree>> {
        let poisoned = "no thread panics while it holds the cache";
        if let Some(tree) = self.trees.read().expect(poisoned).get(dir) {
            return tree.clone();
        }
        let is_edited = self.edited.iter().any(|file| file.starts_with(dir));
        let open = || Arc::new(Tree::open(&folder::file_of(&self.folder, dir), dir));
        let tree = (!is_edited && dir.is_dir()).then(open);
        let mut trees = self.trees.write().expect(poisoned);
        trees.entry(dir.to_owned()).or_insert(tree).clone()
    }

    /// Keeps the trees that a run has parsed. What cannot be written is not kept.
    pub fn save(&self, program: &Program) {
        let mut parsed: BTreeMap<&Path, Vec<(&str, &Source)>> = BTreeMap::new();
        let sources = program.loaded();
        for source in sources.iter().filter(|source| source.errors.is_empty()) {
            if let Some((dir, below)) = self.split(Path::new(&source.path)) {
                parsed.entry(dir).or_default().push((below, source));
            }
        }
        for (dir, mut files) in parsed {
            let Some(tree) = self.tree(dir) else { continue };
            files.retain(|(below, _)| !tree.holds(below));
            let size: usize = files.iter().map(|(_, source)| source.ir.exprs.len()).sum();
            if size * WORTHWHILE <= tree.exprs() && !(tree.is_damaged() && tree.exprs() > 0) {
                continue;
            }
            let file = folder::file_of(&self.folder, dir);
            // Most trees are seen once, by a machine that has no cache the next time.
            if tree.is_new() {
                folder::write(&self.folder, &file, &[]);
                continue;
            }
            remain_inside(dir, &mut files);
            if files.is_empty() {
                continue;
            }
            let packed = files.iter().map(|(below, source)| {
                let text = program.files().text(source.file);
                (*below, syntax::pack(&source.ir, &text), source.ir.exprs.len())
            });
            folder::write(&self.folder, &file, &tree::merged(&file, dir, packed));
        }
    }
}

impl Trees for Cache {
    fn find(&self, path: &Path) -> Option<Unpacked> {
        let (dir, below) = self.split(path)?;
        self.tree(dir)?.find(below)
    }
}

/// Leaves out what is reached through a symbolic link: it may lead to what changes.
fn remain_inside(dir: &Path, files: &mut Vec<(&str, &Source)>) {
    let mut known = FxHashSet::default();
    files.retain(|(below, _)| {
        let path = dir.join(below);
        let Some(parent) = path.parent() else { return false };
        let is_real = |path: &Path| fs::canonicalize(path).is_ok_and(|real| real == path);
        (known.contains(parent) || is_real(parent) && known.insert(parent.to_owned()))
            && fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file())
    });
}
