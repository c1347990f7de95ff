//! What services, programs and NixOS itself keep, as far as it can be known without looking at the machine:
//! the files of `lints/state/`, read once.
//!
//! Three things are here: [`Entry`]s, which say what an option or a package keeps; lists of paths that are treated
//! specially ([`Ignored`], [`Made`], [`Avoid`], [`Replaced`]); and the [`OptionDefaults`] of NixOS. Evaluating options and conditions is left
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
mod directory;
mod dynamic;
mod file;
mod find;
pub mod generate;
mod option;
mod read;
mod record;
mod template;
mod text;
mod trigger;
mod user;
mod vocabulary;
mod words;

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

pub use crate::modules::defaults::{Child, Default, OptionDefaults, OptionNode};
use crate::modules::facts::Shape;

pub use condition::{Comparison, Condition, Literal, Subject, compare_releases};
pub use directory::ServiceDirectory;
pub use dynamic::{Dependence, DynamicUser};
pub use find::{OptionMatch, PathMatch, Relation};
pub use option::{Component, OptionPattern};
pub use record::{Avoid, Declared, Entry, Ignored, Made, Origin, PathFact, Replaced};
pub use template::{HomeDir, Segment, Template};
pub use trigger::Trigger;
pub use user::{Problem, UserRecords};
pub use vocabulary::{Confidence, FileType, Loss, Mode, RelocateEffect, Source, StateKind};
pub use words::{Word, Wrong};

/// The hand-written files, by name.
const AREAS: &[(&str, &str)] = &[
    ("accounts.toml", include_str!("../../../lints/state/accounts.toml")),
    ("applications.toml", include_str!("../../../lints/state/applications.toml")),
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

/// Index of an entry and of a path in it.
type FactId = (u32, u32);

/// Everything that is shipped about state. Immutable.
#[derive(Debug)]
pub struct Knowledge {
    release: Box<str>,
    entries: Vec<Entry>,
    ignored: Vec<Ignored>,
    made: Vec<Made>,
    avoid: Vec<Avoid>,
    replaced: Vec<Replaced>,
    accounts: Vec<Box<str>>,
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

    /// The options to read of a configuration because of it, made once: they stay for as long as the program runs.
    pub(super) fn shape(&self, with_nixpkgs: bool, make: impl FnOnce() -> Shape) -> &'static Shape {
        self.shapes[usize::from(with_nixpkgs)].get_or_init(|| Box::leak(Box::new(make())))
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

    /// The entries with a path in a home.
    pub fn home_entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.paths.iter().any(|fact| fact.path.is_home()))
    }

    /// What is gone with a path: as judged for the path or for what it lies in, or as usual for its kind.
    #[must_use]
    pub fn loss(&self, path: &str, kind: StateKind) -> Loss {
        let judged = self.by_path(path).into_iter().find_map(|found| {
            // A log or a cache in the directory of a database is not the database.
            // A secret is state like any other.
            let usual = |kind| match kind {
                StateKind::Secret => StateKind::State.usual_loss(),
                kind => kind.usual_loss(),
            };
            let same_kind =
                found.relation != Relation::Inside || usual(found.fact.kind) == usual(kind);
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

    /// The paths that NixOS makes by itself at every boot.
    #[must_use]
    pub fn made(&self) -> &[Made] {
        &self.made
    }

    /// The paths that are better not persisted.
    #[must_use]
    pub fn avoid(&self) -> &[Avoid] {
        &self.avoid
    }

    /// Whether a service has a user of that name made although its units have `DynamicUser`.
    #[must_use]
    pub fn makes_account(&self, name: &str) -> bool {
        self.accounts.iter().any(|account| **account == *name)
    }

    /// The files that their programs replace by renamed copies.
    #[must_use]
    pub fn replaced_files(&self) -> &[Replaced] {
        &self.replaced
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

#[cfg(test)]
mod tests;
