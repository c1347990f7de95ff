//! What services, programs and NixOS itself keep, as far as it can be known without looking at the machine:
//! the files of `lints/state/`, read once.
//!
//! Three things are here: [`Entry`]s, which say what an option or a package keeps; lists of paths that are treated
//! specially ([`Ignored`], [`Avoid`], [`Replaced`]); and the [`OptionDefaults`] of NixOS. Evaluating options and conditions is left
//! to the caller, and so is the question whether a path is kept.
//!
//! ```
//! use persist_lint::model::knowledge::Knowledge;
//!
//! let known = Knowledge::shipped();
//! let found = &known.by_option(&["services", "redis", "servers", "immich"])[0];
//! assert_eq!(found.name.as_deref(), Some("immich"));
//! assert_eq!(found.entry.paths[0].path.to_string(), "/var/lib/redis-${name}");
//! ```

mod condition;
pub mod generate;
mod record;
mod template;
mod user;
mod words;

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use rustc_hash::FxHashMap;

pub use crate::modules::defaults::{Default, OptionDefaults, OptionNode};
use crate::modules::facts::Shape;

pub use condition::{Comparison, Condition, Literal, Subject, compare_releases};
use record::Judgement;
pub use record::{
    Avoid, Confidence, Entry, FileType, Ignored, Loss, Mode, Origin, PathFact, RelocateEffect,
    Replaced, Source, StateKind, Trigger,
};
pub use template::{Component, HomeDir, OptionPattern, Segment, Template};
pub use user::{Problem, UserRecords};
pub use words::{Word, Wrong};

/// The hand-written files, by name.
const AREAS: &[(&str, &str)] = &[
    ("databases.toml", include_str!("../../../lints/state/databases.toml")),
    ("desktop.toml", include_str!("../../../lints/state/desktop.toml")),
    ("home.toml", include_str!("../../../lints/state/home.toml")),
    ("losses.toml", include_str!("../../../lints/state/losses.toml")),
    ("media.toml", include_str!("../../../lints/state/media.toml")),
    ("monitoring.toml", include_str!("../../../lints/state/monitoring.toml")),
    ("network.toml", include_str!("../../../lints/state/network.toml")),
    ("paths.toml", include_str!("../../../lints/state/paths.toml")),
    ("system.toml", include_str!("../../../lints/state/system.toml")),
    ("virtualisation.toml", include_str!("../../../lints/state/virtualisation.toml")),
    ("web.toml", include_str!("../../../lints/state/web.toml")),
];

/// The generated entries of the newest release.
const BASE: &str = include_str!("../../../lints/state/nixos-26.11.json");

/// An entry found by its option.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionMatch<'k> {
    /// The entry.
    pub entry: &'k Entry,
    /// What `<name>` stood for in the option.
    pub name: Option<String>,
}

/// How a path that was asked for and a known path lie to each other. Ordered: the closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// They are the same.
    Same,
    /// It is the parent that is recommended for the known path.
    Parent,
    /// It lies in the known path.
    Inside,
}

/// An entry found by a path.
#[derive(Clone, Debug, PartialEq)]
pub struct PathMatch<'k> {
    /// The entry.
    pub entry: &'k Entry,
    /// Its path that was meant.
    pub fact: &'k PathFact,
    /// What `${name}` stands for in it.
    pub name: Option<String>,
    /// How far it was meant.
    pub relation: Relation,
}

/// Which of systemd's directories of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ServiceDirectory {
    /// `StateDirectory=`
    State,
    /// `CacheDirectory=`
    Cache,
    /// `LogsDirectory=`
    Logs,
    /// `ConfigurationDirectory=`
    Configuration,
}

impl ServiceDirectory {
    /// What its names are relative to.
    #[must_use]
    pub const fn root(self) -> &'static str {
        match self {
            Self::State => "/var/lib",
            Self::Cache => "/var/cache",
            Self::Logs => "/var/log",
            Self::Configuration => "/etc",
        }
    }

    /// What it holds.
    #[must_use]
    pub const fn kind(self) -> StateKind {
        match self {
            Self::State => StateKind::State,
            Self::Cache => StateKind::Cache,
            Self::Logs => StateKind::Log,
            Self::Configuration => StateKind::Config,
        }
    }
}

/// Index of an entry and of a path in it.
type FactId = (u32, u32);

/// Everything that is shipped about state. Immutable.
#[derive(Debug)]
pub struct Knowledge {
    release: Box<str>,
    entries: Vec<Entry>,
    ignored: Vec<Ignored>,
    avoid: Vec<Avoid>,
    replaced: Vec<Replaced>,
    /// By the text of a trigger and of earlier names.
    by_trigger: FxHashMap<String, Vec<u32>>,
    /// By a path without placeholders. The bool: it is the recommended parent.
    by_path: FxHashMap<String, Vec<(FactId, bool)>>,
    /// Paths with `${name}`.
    by_template: Vec<FactId>,
    by_unit: FxHashMap<Box<str>, Vec<FactId>>,
    /// The options it is about: without nixpkgs on disk, and with it.
    shapes: [OnceLock<&'static Shape>; 2],
}

impl Knowledge {
    /// The knowledge that comes with this build, read once.
    ///
    /// # Panics
    /// Never: a test reads the files.
    #[must_use]
    pub fn shipped() -> &'static Arc<Self> {
        static SHIPPED: OnceLock<Arc<Knowledge>> = OnceLock::new();
        SHIPPED.get_or_init(|| Arc::new(Self::parse(AREAS, BASE).expect("a test reads the files")))
    }

    /// Reads hand-written files (name and text) and a generated one.
    ///
    /// # Errors
    /// When a file is not of its schema: name of the file and the reason.
    pub fn parse(areas: &[(&str, &str)], base: &str) -> Result<Self, String> {
        let base: record::Base =
            serde_json::from_str(base).map_err(|error| format!("generated entries: {error}"))?;
        let mut known = Self {
            release: base.nixpkgs,
            entries: Vec::with_capacity(base.entries.len() + 256),
            ignored: Vec::new(),
            avoid: Vec::new(),
            replaced: Vec::new(),
            by_trigger: FxHashMap::default(),
            by_path: FxHashMap::default(),
            by_template: Vec::new(),
            by_unit: FxHashMap::default(),
            shapes: <[_; 2]>::default(),
        };
        let mut schemas = vec![("generated entries", base.schema)];
        let mut losses = BTreeMap::new();
        for &(name, text) in areas {
            let area: record::Area =
                toml::from_str(text).map_err(|error| format!("{name}: {error}"))?;
            schemas.push((name, area.schema));
            known.entries.extend(area.entry);
            known.ignored.extend(area.ignore);
            known.avoid.extend(area.avoid);
            known.replaced.extend(area.replaced);
            losses.extend(area.loss);
        }
        if let Some((name, schema)) = schemas.iter().find(|(_, schema)| *schema != 1) {
            return Err(format!("{name}: schema {schema} is not 1"));
        }
        known.merge(base.entries, &mut losses);
        if let Some(option) = losses.keys().next() {
            return Err(format!("loss of `{option}`: not an option with a generated entry alone"));
        }
        known.index();
        Ok(known)
    }

    /// Adds generated entries. What a hand-written entry says about an option stands, what it leaves open is filled in;
    /// where there is none, the loss that is judged for the option is taken.
    fn merge(&mut self, generated: Vec<Entry>, losses: &mut BTreeMap<String, Judgement>) {
        let mut curated: FxHashMap<String, usize> = FxHashMap::default();
        for (index, entry) in self.entries.iter().enumerate() {
            for trigger in &entry.triggers {
                curated.insert(trigger.to_string(), index);
            }
        }
        for mut new in generated {
            new.origin = Origin::Generated;
            let old = new.triggers.iter().find_map(|trigger| curated.get(&trigger.to_string()));
            let Some(&old) = old else {
                if let Some(judged) = losses.remove(&new.triggers[0].to_string()) {
                    judged.complete(&mut new);
                }
                self.entries.push(new);
                continue;
            };
            let old = &mut self.entries[old];
            for option in new.implies {
                if !old.implies.contains(&option) {
                    old.implies.push(option);
                }
            }
            for fact in new.paths {
                let Some(path) = fact.usual_paths().pop() else { continue };
                if old.suppress.iter().any(|suppressed| is_inside(&path, suppressed)) {
                    continue;
                }
                match old.paths.iter_mut().find(|known| touches(known, &path)) {
                    Some(known) => fill_in(known, fact, &path),
                    None => old.paths.push(fact),
                }
            }
        }
    }

    /// The options to read of a configuration because of it, made once: they stay for as long as the program runs.
    pub(super) fn shape(&self, with_nixpkgs: bool, make: impl FnOnce() -> Shape) -> &'static Shape {
        self.shapes[usize::from(with_nixpkgs)].get_or_init(|| Box::leak(Box::new(make())))
    }

    fn index(&mut self) {
        for (entry_index, entry) in (0..).zip(&self.entries) {
            let names = entry.renamed_from.iter().map(ToString::to_string);
            for key in entry.triggers.iter().map(ToString::to_string).chain(names) {
                self.by_trigger.entry(key).or_default().push(entry_index);
            }
            for (fact_index, fact) in (0..).zip(&entry.paths) {
                let id = (entry_index, fact_index);
                if let Some(unit) = &fact.unit {
                    self.by_unit.entry(unit.clone()).or_default().push(id);
                }
                if fact.path.segments().contains(&Segment::Name) {
                    self.by_template.push(id);
                }
                let mut add = |path: String, is_parent| {
                    let known = self.by_path.entry(path).or_default();
                    if !known.iter().any(|(other, _)| *other == id) {
                        known.push((id, is_parent));
                    }
                };
                fact.usual_paths().into_iter().for_each(|path| add(path, false));
                fact.path.plain().into_iter().for_each(|path| add(path, false));
                fact.persist.iter().filter_map(Template::plain).for_each(|path| add(path, true));
            }
        }
    }

    /// The release the generated entries were made from, `26.11`.
    #[must_use]
    pub fn release(&self) -> &str {
        &self.release
    }

    /// All entries: hand-written ones first, by file, then generated ones, by option.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entries of every NixOS machine.
    pub fn always(&self) -> impl Iterator<Item = &Entry> {
        self.by_trigger("always")
    }

    /// The entries of a NixOS option, given by its components: `["services", "postgresql", "enable"]`, or
    /// `["services", "redis", "servers", "immich"]` for one of several. Earlier names of an option count.
    #[must_use]
    pub fn by_option(&self, path: &[&str]) -> Vec<OptionMatch<'_>> {
        self.by_option_text("", path)
    }

    /// The entries of a home-manager option.
    #[must_use]
    pub fn by_home_option(&self, path: &[&str]) -> Vec<OptionMatch<'_>> {
        self.by_option_text("home:", path)
    }

    /// The entries of a package, by its `pname`.
    pub fn by_package<'k>(&'k self, pname: &str) -> impl Iterator<Item = &'k Entry> + use<'k> {
        self.by_trigger(&format!("package:{pname}"))
    }

    /// The entries with a path in a home.
    pub fn home_entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.paths.iter().any(|fact| fact.path.is_home()))
    }

    fn by_trigger<'k>(&'k self, text: &str) -> impl Iterator<Item = &'k Entry> + use<'k> {
        let found = self.by_trigger.get(text).map_or(&[][..], |found| found);
        found.iter().map(|&index| &self.entries[index as usize])
    }

    fn by_option_text(&self, prefix: &str, path: &[&str]) -> Vec<OptionMatch<'_>> {
        let text = |any: Option<usize>| {
            let components = (0..).zip(path).map(|(index, &name)| match any {
                Some(any) if any == index => Component::Any,
                _ => Component::Name(name.into()),
            });
            format!("{prefix}{}", OptionPattern::from_components(components))
        };
        let mut found: Vec<_> =
            self.by_trigger(&text(None)).map(|entry| OptionMatch { entry, name: None }).collect();
        for (index, &name) in path.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            found.extend(
                self.by_trigger(&text(Some(index)))
                    .map(|entry| OptionMatch { entry, name: Some(name.to_owned()) }),
            );
        }
        found
    }

    /// The entries that explain a path: absolute, or in a home and written from `~`. The physical path of a service with a dynamic user,
    /// `/var/lib/private/x`, counts as `/var/lib/x`. The closest first, hand-written before generated; all with the same relation,
    /// or none.
    #[must_use]
    pub fn by_path(&self, path: &str) -> Vec<PathMatch<'_>> {
        let path = without_private(path.strip_suffix('/').unwrap_or(path));
        let mut at = &*path;
        loop {
            let mut found = self.at_path(at);
            if !found.is_empty() {
                if at.len() < path.len() {
                    // What is beside a known path and below its parent is not explained by it.
                    found.retain(|found| found.relation == Relation::Same);
                    found.iter_mut().for_each(|found| found.relation = Relation::Inside);
                }
                if let Some(closest) = found.iter().map(|found| found.relation).min() {
                    found.retain(|found| found.relation == closest);
                    return found;
                }
            }
            match at.rfind('/') {
                Some(end) if end > 0 => at = &at[..end],
                _ => return Vec::new(),
            }
        }
    }

    fn at_path(&self, path: &str) -> Vec<PathMatch<'_>> {
        let (exact, templates) = (self.by_path.get(path), self.by_template.iter());
        let exact = exact.into_iter().flatten().map(|&(id, is_parent)| {
            (id, None, if is_parent { Relation::Parent } else { Relation::Same })
        });
        let named = templates.filter_map(|&id| {
            let name = self.fact(id).1.path.name_in(path)?;
            Some((id, Some(name.to_owned()), Relation::Same))
        });
        let mut found: Vec<_> = exact.chain(named).collect();
        // A path that is spelt out says more than one with a name in it; entries are in order of authority.
        found.sort_by_key(|(id, name, relation)| (*relation, name.is_some(), *id));
        let found = found.into_iter().map(|(id, name, relation)| {
            let (entry, fact) = self.fact(id);
            PathMatch { entry, fact, name, relation }
        });
        found.collect()
    }

    /// The entries and paths that belong to a unit, `postgresql.service`.
    pub fn by_unit<'k>(
        &'k self,
        unit: &str,
    ) -> impl Iterator<Item = (&'k Entry, &'k PathFact)> + use<'k> {
        let found = self.by_unit.get(unit).map_or(&[][..], |found| found);
        found.iter().map(|&id| self.fact(id))
    }

    fn fact(&self, (entry, fact): FactId) -> (&Entry, &PathFact) {
        let entry = &self.entries[entry as usize];
        (entry, &entry.paths[fact as usize])
    }

    /// What is gone with a path: as judged for the path or for what it lies in, or as usual for its kind.
    #[must_use]
    pub fn loss(&self, path: &str, kind: StateKind) -> Loss {
        let judged = self.by_path(path).into_iter().find_map(|found| {
            // A log or a cache in the directory of a database is not the database.
            let same_kind = found.relation != Relation::Inside
                || found.fact.kind.usual_loss() == kind.usual_loss();
            if same_kind { found.fact.judged_loss } else { None }
        });
        judged.unwrap_or_else(|| kind.usual_loss())
    }

    /// What is gone with a `StateDirectory=` and the like of a unit: as judged for the path, else for the unit, else as usual.
    #[must_use]
    pub fn directory_loss(&self, unit: &str, directory: ServiceDirectory, name: &str) -> Loss {
        let path = format!("{}/{name}", directory.root());
        let kind = directory.kind();
        if self.by_path(&path).is_empty() {
            let of_unit = self.by_unit(unit).filter(|(_, fact)| {
                fact.kind == kind || (fact.kind == StateKind::Secret && kind == StateKind::State)
            });
            if let Some(loss) = of_unit.map(|(_, fact)| fact.loss()).max() {
                return loss;
            }
        }
        self.loss(&path, kind)
    }

    /// Whether a path is known to be a single file.
    #[must_use]
    pub fn is_file(&self, path: &str) -> bool {
        let found = self.by_path(path);
        found.first().is_some_and(|found| {
            found.relation == Relation::Same && found.fact.file_type == FileType::File
        })
    }

    /// Why a path is never worth a word, if so.
    #[must_use]
    pub fn ignored(&self, path: &str) -> Option<&Ignored> {
        self.ignored.iter().find(|ignored| {
            path == &*ignored.path || (ignored.below && is_inside(path, &ignored.path))
        })
    }

    /// The paths that are never worth a word.
    #[must_use]
    pub fn all_ignored(&self) -> &[Ignored] {
        &self.ignored
    }

    /// The paths that are better not persisted.
    #[must_use]
    pub fn avoid(&self) -> &[Avoid] {
        &self.avoid
    }

    /// The files that their programs replace by renamed copies.
    #[must_use]
    pub fn replaced_files(&self) -> &[Replaced] {
        &self.replaced
    }

    /// The record of a file that its program replaces by a renamed copy. The file is absolute, or in a home and written from `~`.
    #[must_use]
    pub fn replaced(&self, file: &str) -> Option<&Replaced> {
        self.replaced.iter().find(|replaced| {
            let Some(path) = replaced.path.plain() else { return false };
            match path.strip_suffix("/*") {
                Some(directory) => {
                    file.rsplit_once('/').is_some_and(|(parent, _)| parent == directory)
                }
                None => path == file,
            }
        })
    }

    /// The default of a NixOS option. `None`: not known.
    #[must_use]
    pub fn default_of(&self, path: &[&str]) -> Option<Default> {
        OptionDefaults::shipped().default_of(path)
    }
}

/// Whether `path` is `directory` or lies in it.
fn is_inside(path: &str, directory: &str) -> bool {
    path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// `/var/lib/private/x` is `/var/lib/x` for everyone but systemd.
fn without_private(path: &str) -> String {
    for root in ["/var/lib", "/var/cache", "/var/log"] {
        if let Some(name) = path.strip_prefix(root).and_then(|rest| rest.strip_prefix("/private/"))
        {
            return format!("{root}/{name}");
        }
    }
    path.to_owned()
}

/// Whether a hand-written record already speaks about a path: the same, around it or in it.
fn touches(fact: &PathFact, path: &str) -> bool {
    let parent = fact.persist.iter().filter_map(Template::plain);
    let mut known = fact.usual_paths().into_iter().chain(parent);
    known.any(|known| is_inside(path, &known) || is_inside(&known, path))
}

/// Completes a hand-written record with a generated one about the same place.
fn fill_in(known: &mut PathFact, generated: PathFact, path: &str) {
    if !known.usual_paths().iter().any(|known| known == path) {
        return;
    }
    if known.owner.is_none() && known.group.is_none() {
        known.owner = generated.owner;
        known.group = generated.group;
    }
    known.mode = known.mode.or(generated.mode);
    known.dynamic_user |= generated.dynamic_user;
    if known.relocate.is_empty() {
        known.relocate = generated.relocate;
        known.relocate_effect = generated.relocate_effect;
    }
}

#[cfg(test)]
mod tests;
