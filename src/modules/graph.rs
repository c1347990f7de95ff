//! The graph of a flake's inputs: from its lock file, and from what the flakes on disk declare beyond it.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    path::{Path, PathBuf},
};

use super::{
    facts::LockedInput,
    inputs::{NIXPKGS, Overrides},
    lock::{InputRef, Lock, Reference, url_identity, url_version},
};
use crate::eval::{Evaluator, FileKind, Kind, Pos, Value, Vfs};
use crate::syntax::Sym;

/// Repositories whose modules the embedded library knows when nixpkgs is not on disk.
const STAND_INS: &[&str] = &[
    "snowfallorg/lib",
    "snowfall-lib",
    "home-manager",
    "impermanence",
    "preservation",
    "sops-nix",
    "agenix",
    "disko",
    "nixpkgs.lib",
    "colmena",
    "vic/den",
    "denful/den",
];

/// One source: a flake or a plain directory.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// Its directory, when it is on disk.
    pub dir: Option<PathBuf>,
    /// Whether that is what the lock file says, and not another revision that the user named.
    pub exact: bool,
    /// The directory of `flake.nix` in it.
    pub subdir: Option<String>,
    /// Whether it is used as a flake.
    pub flake: bool,
    /// How it is locked.
    pub locked: Reference,
    /// `github:owner/repo` and the like.
    pub identity: Option<String>,
    /// Its own inputs: name to the name of a source.
    pub inputs: BTreeMap<String, String>,
    /// The names that lead to it from the root: `a/b`.
    pub path: String,
}

/// All sources by name; the flake itself is [`Graph::root`].
#[derive(Clone, Debug)]
pub(super) struct Graph {
    /// The name of the flake itself.
    pub root: String,
    /// The sources.
    pub sources: BTreeMap<String, Source>,
    /// What was wrong with the lock file.
    pub problem: Option<String>,
    /// Whether somebody named directories for what is fetched, also without a lock file: of which revision, nobody knows.
    pub replaces: bool,
}

/// An input as `flake.nix` declares it.
#[derive(Clone, Debug, Default)]
struct Declared {
    url: Option<String>,
    follows: Option<String>,
    flake: bool,
    reference: Reference,
}

impl Graph {
    /// The graph of the flake in `dir`.
    #[must_use]
    pub(super) fn load(evaluator: &Evaluator<'_>, dir: &Path, overrides: &Overrides) -> Self {
        let vfs = evaluator.vfs();
        let (lock, problem) = match vfs.read(&dir.join("flake.lock")) {
            Ok(bytes) => match Lock::parse(&String::from_utf8_lossy(&bytes)) {
                Ok(lock) => (lock, None),
                Err(error) => (Lock::default(), Some(format!("cannot read flake.lock: {error}"))),
            },
            Err(crate::eval::ReadError::NotFound) => (Lock::default(), None),
            Err(error) => (Lock::default(), Some(format!("cannot read flake.lock: {error}"))),
        };
        let root = if lock.root.is_empty() { "root".to_owned() } else { lock.root.clone() };
        let replaces = !overrides.flakes.is_empty();
        let mut graph = Self { root: root.clone(), sources: BTreeMap::new(), problem, replaces };
        graph.add_locked(&lock, &root, dir, overrides, vfs);
        graph.add_declared(evaluator, overrides);
        graph.use_nixpkgs(overrides);
        graph
    }

    /// Gives what is a nixpkgs and not on disk the one that the user names, where no other is at hand. When nothing is called
    /// so by its address, it is the input of that name: a mirror, or an archive.
    fn use_nixpkgs(&mut self, overrides: &Overrides) {
        let Some(dir) = &overrides.nixpkgs else { return };
        if !self.sources.values().any(Source::is_nixpkgs) {
            let named =
                self.sources.get(&self.root).and_then(|root| root.inputs.get("nixpkgs").cloned());
            if let Some(source) = named.and_then(|name| self.sources.get_mut(&name)) {
                source.identity = Some(NIXPKGS.to_owned());
            }
        }
        if self.has_nixpkgs() {
            return;
        }
        for source in self.sources.values_mut().filter(|source| source.is_nixpkgs()) {
            source.dir = Some(dir.clone());
            source.exact = false;
        }
    }

    /// Every node of the lock file, breadth first, so that each gets its shortest path of names.
    fn add_locked(
        &mut self,
        lock: &Lock,
        root: &str,
        dir: &Path,
        overrides: &Overrides,
        vfs: &dyn Vfs,
    ) {
        let mut queue = VecDeque::from([(root.to_owned(), String::new(), dir.to_owned())]);
        while let Some((name, path, parent)) = queue.pop_front() {
            if self.sources.contains_key(&name) {
                continue;
            }
            let node = lock.nodes.get(&name).cloned().unwrap_or_default();
            let mut locked = node.locked.clone().unwrap_or_default();
            // The branch is said only in what was asked for.
            let asked = || node.original.as_ref()?.reference.clone();
            locked.reference = locked.reference.or_else(asked);
            let original = node.original.as_ref().and_then(Reference::identity);
            let identity = locked.identity().or(original);
            let is_root = name == root;
            let found = if is_root {
                Some((dir.to_owned(), true))
            } else {
                overrides.locate(&path, &locked, identity.as_deref(), &parent, vfs)
            };
            let exact = found.as_ref().is_none_or(|(_, exact)| *exact);
            let found = found.map(|(dir, _)| dir);
            let subdir = locked
                .dir
                .clone()
                .or_else(|| node.original.as_ref().and_then(|original| original.dir.clone()));
            let mut inputs = BTreeMap::new();
            for (input, target) in &node.inputs {
                if let Some(target) = lock.resolve(target) {
                    inputs.insert(input.clone(), target.to_owned());
                    let path =
                        if path.is_empty() { input.clone() } else { format!("{path}/{input}") };
                    // A relative input is relative to the flake it is written in; what follows is shared.
                    let own = matches!(&node.inputs[input], InputRef::Node(_));
                    let parent = if own {
                        found.clone().unwrap_or_else(|| parent.clone())
                    } else {
                        dir.to_owned()
                    };
                    queue.push_back((target.to_owned(), path, parent));
                }
            }
            let flake = node.flake || is_root;
            self.sources.insert(
                name,
                Source { dir: found, exact, subdir, flake, locked, identity, inputs, path },
            );
        }
    }

    /// Inputs that a flake on disk declares and the lock file does not know: the flake on disk is a newer one, or
    /// there is no lock file.
    fn add_declared(&mut self, evaluator: &Evaluator<'_>, overrides: &Overrides) {
        let vfs = evaluator.vfs();
        let mut queue: VecDeque<String> = self.sources.keys().cloned().collect();
        let mut seen = BTreeSet::new();
        while let Some(name) = queue.pop_front() {
            if !seen.insert(name.clone()) {
                continue;
            }
            let source = self.sources[&name].clone();
            let Some(file) = source.flake_file() else { continue };
            if !source.flake || vfs.kind(&file) != Ok(FileKind::Regular) {
                continue;
            }
            let dir = file.parent().expect("a file has a directory").to_owned();
            let declared = declared_inputs(evaluator, &file);
            // What the flake on disk does not declare any more is not passed to it.
            if !declared.is_empty() {
                let known = self.sources.get_mut(&name).expect("is there");
                known.inputs.retain(|input, _| declared.contains_key(input));
            }
            for (input, declared) in declared {
                if source.inputs.contains_key(&input) {
                    continue;
                }
                let path = if source.path.is_empty() {
                    input.clone()
                } else {
                    format!("{}/{input}", source.path)
                };
                let target = match &declared.follows {
                    Some(follows) => self.follow(&name, follows),
                    None => Some(self.add_source(&path, &declared, &dir, overrides, vfs)),
                };
                if let Some(target) = target {
                    queue.push_back(target.clone());
                    self.sources.get_mut(&name).expect("is there").inputs.insert(input, target);
                }
            }
        }
    }

    /// The inputs of the flake as they are locked.
    #[must_use]
    pub(super) fn locked_inputs(&self) -> BTreeMap<String, LockedInput> {
        let Some(root) = self.sources.get(&self.root) else { return BTreeMap::new() };
        let inputs = root.inputs.iter().filter_map(|(name, target)| {
            let source = self.sources.get(target)?;
            let locked = source.locked.clone();
            let input = LockedInput {
                owner: locked.owner,
                repo: locked.repo,
                rev: locked.rev,
                last_modified: locked.last_modified,
                reference: locked.reference,
            };
            Some((name.clone(), input))
        });
        inputs.collect()
    }

    /// Where the inputs are that are on disk, with the names that lead to them; the longest directories first.
    #[must_use]
    pub(super) fn directories(&self) -> Vec<(PathBuf, String)> {
        let inputs = self.sources.iter().filter(|(name, _)| **name != self.root);
        let mut found: Vec<_> = inputs
            .filter_map(|(_, source)| {
                let name = if source.is_nixpkgs() { "nixpkgs" } else { &source.path };
                Some((source.dir.clone()?, name.to_owned()))
            })
            .collect();
        found.sort_by_key(|(dir, name)| (std::cmp::Reverse(dir.as_os_str().len()), name.len()));
        found
    }

    /// Whether a nixpkgs with NixOS's modules is on disk.
    #[must_use]
    pub(super) fn has_nixpkgs(&self) -> bool {
        self.sources.values().any(|source| source.is_nixpkgs() && source.dir.is_some())
    }

    /// The nixpkgs of the flake itself, as it is locked.
    #[must_use]
    pub(super) fn nixpkgs(&self) -> Option<&Reference> {
        let root = self.sources.get(&self.root)?;
        let own = root.inputs.get("nixpkgs").and_then(|name| self.sources.get(name));
        let any = || {
            let inputs = root.inputs.values().filter_map(|name| self.sources.get(name));
            inputs.into_iter().find(|source| source.is_nixpkgs())
        };
        own.filter(|source| source.is_nixpkgs()).or_else(any).map(|source| &source.locked)
    }

    /// The directory of a nixpkgs, that of the flake itself first.
    #[must_use]
    pub(super) fn nixpkgs_dir(&self) -> Option<PathBuf> {
        let root = self.sources.get(&self.root);
        let own = root.and_then(|root| self.sources.get(root.inputs.get("nixpkgs")?));
        let all = own.into_iter().chain(self.sources.values());
        all.into_iter().find_map(|source| source.is_nixpkgs().then(|| source.dir.clone()).flatten())
    }

    /// Forgets where nixpkgs is.
    pub(super) fn go_offline(&mut self) {
        for source in self.sources.values_mut().filter(|source| source.is_nixpkgs()) {
            source.dir = None;
        }
    }

    /// Lets each nixpkgs that is not on disk, a fork say, be the one that is. The embedded library stands in for nixpkgs
    /// where there is none: its types and those of the real one do not go together.
    pub(super) fn share_nixpkgs(&mut self) {
        let found = self.nixpkgs_dir();
        for source in self.sources.values_mut() {
            if source.is_nixpkgs() && source.dir.is_none() {
                source.dir.clone_from(&found);
                source.exact = false;
            }
        }
    }

    /// Forgets where the module collections are that only work with nixpkgs; the embedded library stands in for them.
    pub(super) fn use_stand_ins(&mut self) {
        for source in self.sources.values_mut() {
            let identity = source.identity.as_deref().unwrap_or("").to_ascii_lowercase();
            let known = |name: &&str| {
                let rest = identity.strip_suffix(name);
                rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(['/', ':']))
            };
            if STAND_INS.iter().any(known) {
                source.dir = None;
            }
        }
    }

    /// The source that `follows` names, from the inputs of a flake.
    fn follow(&self, from: &str, follows: &str) -> Option<String> {
        let mut name = from.to_owned();
        for part in follows.split('/').filter(|part| !part.is_empty()) {
            name = self.sources.get(&name)?.inputs.get(part)?.clone();
        }
        Some(name)
    }

    fn add_source(
        &mut self,
        path: &str,
        declared: &Declared,
        dir: &Path,
        overrides: &Overrides,
        vfs: &dyn Vfs,
    ) -> String {
        let mut reference = declared.reference.clone();
        let mut identity = reference.identity();
        if let Some(url) = &declared.url {
            identity = Some(url_identity(url));
            (reference.reference, reference.rev) = url_version(url);
            let relative = url.strip_prefix("path:").unwrap_or(url);
            if url.starts_with("path:") || url.starts_with('.') || url.starts_with('/') {
                reference.kind = "path".to_owned();
                reference.path =
                    Some(relative.split(['?', '#']).next().unwrap_or(relative).to_owned());
            }
        }
        let identity =
            identity.or_else(|| Some(path.rsplit('/').next().unwrap_or(path).to_owned()));
        // The same source is one node, wherever it is declared.
        let same = self.sources.iter().find(|(_, source)| {
            source.dir.is_some()
                && identity.is_some()
                && reference.kind != "path"
                && source.identity == identity
        });
        if let Some((name, _)) = same {
            return name.clone();
        }
        let found = overrides.locate(path, &reference, identity.as_deref(), dir, vfs);
        let name = format!("declared:{path}");
        let source = Source {
            exact: found.as_ref().is_none_or(|(_, exact)| *exact),
            dir: found.map(|(dir, _)| dir),
            subdir: reference.dir.clone(),
            flake: declared.flake,
            locked: reference,
            identity,
            inputs: BTreeMap::new(),
            path: path.to_owned(),
        };
        self.sources.insert(name.clone(), source);
        name
    }
}

impl Source {
    /// Its `flake.nix`, when the source is on disk.
    #[must_use]
    pub(super) fn flake_file(&self) -> Option<PathBuf> {
        let dir = self.dir.as_ref()?;
        Some(match &self.subdir {
            Some(subdir) => dir.join(subdir).join("flake.nix"),
            None => dir.join("flake.nix"),
        })
    }

    /// Whether it is a nixpkgs.
    #[must_use]
    pub(super) fn is_nixpkgs(&self) -> bool {
        self.repository().is_some_and(|name| name.eq_ignore_ascii_case("nixpkgs"))
    }

    /// The last name of the source: `impermanence` of `github:nix-community/impermanence`.
    #[must_use]
    pub(super) fn repository(&self) -> Option<&str> {
        self.identity.as_deref().and_then(|identity| identity.rsplit(['/', ':']).next())
    }
}

/// The `inputs` of a `flake.nix`; what is not plain there is left out.
fn declared_inputs(evaluator: &Evaluator<'_>, file: &Path) -> BTreeMap<String, Declared> {
    let mut result = BTreeMap::new();
    let Ok(flake) = evaluator.import(&file.to_string_lossy(), Pos::NONE) else { return result };
    let Some(Kind::Attrs(inputs)) = attribute(evaluator, flake, "inputs").map(Value::kind) else {
        return result;
    };
    for input in inputs.entries {
        let text = |value: Value<'_>| match value.kind() {
            Kind::Str(str) | Kind::Path(str) => Some(str.text.to_owned()),
            _ => None,
        };
        let Ok(spec) = evaluator.force(input.value) else { continue };
        let mut declared = Declared { flake: true, ..Declared::default() };
        if let Some(url) = text(spec) {
            declared.url = Some(url);
        } else {
            let get = |name: &str| attribute(evaluator, spec, name);
            declared.url = get("url").and_then(text);
            declared.follows = get("follows").and_then(text);
            declared.flake = !matches!(get("flake").map(Value::kind), Some(Kind::Bool(false)));
            declared.reference = Reference {
                kind: get("type").and_then(text).unwrap_or_default(),
                owner: get("owner").and_then(text),
                repo: get("repo").and_then(text),
                id: get("id").and_then(text),
                path: get("path").and_then(text),
                dir: get("dir").and_then(text),
                rev: get("rev").and_then(text),
                reference: get("ref").and_then(text),
                ..Reference::default()
            };
        }
        result.insert(input.name.as_str().to_owned(), declared);
    }
    // A flake's outputs can ask for inputs it does not declare: they are found by their names.
    if let Some(Kind::Lambda(outputs)) = attribute(evaluator, flake, "outputs").map(Value::kind)
        && let crate::syntax::ir::Param::Formals { formals, .. } = &evaluator.lambda(outputs).param
    {
        for formal in formals {
            let name = formal.name.as_str();
            if name != "self" && formal.default.is_none() && !result.contains_key(name) {
                let declared =
                    Declared { url: Some(name.to_owned()), flake: true, ..Declared::default() };
                result.insert(name.to_owned(), declared);
            }
        }
    }
    result
}

/// An attribute of a set, forced; `None` when anything is in the way.
pub(super) fn attribute<'a>(
    evaluator: &Evaluator<'a>,
    set: Value<'a>,
    name: &str,
) -> Option<Value<'a>> {
    let set = evaluator.force(set).ok()?;
    match set.kind() {
        Kind::Attrs(attrs) => evaluator.force(attrs.get(Sym::new(name))?.value).ok(),
        _ => None,
    }
}
