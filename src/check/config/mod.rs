//! `persist-lint.toml`: what a project wants of persist-lint.
//!
//! A configuration that cannot be read is never guessed at: its problems are diagnostics, and nothing is checked.

mod glob;
mod keys;
mod read;
mod sample;
mod schema;
mod show;
#[cfg(test)]
mod tests;
mod validate;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{Error, Report, Request};
use crate::{
    diagnostic::{Diagnostic, Severity},
    model::{Assumptions, Certainty, Host, Wiped, knowledge::Knowledge},
    modules::{ModeChoice, Overrides},
    rules::{self, Level},
    source::{Files, Span},
};
use glob::Globs;
pub use validate::CONFIGURATION;

pub use sample::{Written, sample, write_sample};
pub use schema::schema;
pub use show::{Origin, Setting, settings};

/// The name of the file.
pub const FILE: &str = "persist-lint.toml";

/// Which configuration file is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// The nearest one, from the checked path upward to the root of the repository.
    #[default]
    Find,
    /// This one.
    File(PathBuf),
    /// None.
    Isolated,
}

/// What a configuration file says. The default is that of no file.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The file, when there is one.
    pub file: Option<PathBuf>,
    /// Whether nixpkgs is used.
    pub mode: Option<ModeChoice>,
    /// The least severity that fails; `Some(None)` for never.
    pub fail_on: Option<Option<Severity>>,
    /// The file of findings to be silent about.
    pub baseline: Option<PathBuf>,
    /// Where inputs are.
    pub overrides: Overrides,
    /// Mounts of which it is said whether they are wiped, each with the hosts it is for.
    wiped: Vec<(Globs, Wiped)>,
    /// The shipped knowledge with that of the user, when there is any.
    knowledge: Option<Arc<Knowledge>>,
    include: Globs,
    exclude: Option<Globs>,
    levels: Vec<Levels>,
    ignored: Vec<(Globs, Globs)>,
    /// The settings as they were written, and in which line.
    written: Vec<(String, String, u32)>,
}

/// Levels of rules, for some hosts and files.
#[derive(Clone, Debug, Default)]
struct Levels {
    hosts: Globs,
    files: Globs,
    rules: Vec<(String, Level)>,
}

impl Config {
    /// Reads the configuration for a path that is checked. `Ok(Err(…))` is what is wrong with the file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn load(
        choice: &Choice,
        root: &Path,
        files: &Files,
    ) -> Result<Result<Self, Vec<Diagnostic>>, Error> {
        Ok(Self::read(Self::text(choice, root, &BTreeMap::new())?.as_ref(), files))
    }

    /// The configuration that a file and its text say; the default without one.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn read(
        written: Option<&(PathBuf, String)>,
        files: &Files,
    ) -> Result<Self, Vec<Diagnostic>> {
        let Some((file, text)) = written else { return Ok(Self::default()) };
        read::read(file, text, files)
    }

    /// The configuration file for a path that is checked, and its text: that of `edited`, which stands for the one on the
    /// disk, if there is one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn text(
        choice: &Choice,
        root: &Path,
        edited: &BTreeMap<PathBuf, String>,
    ) -> Result<Option<(PathBuf, String)>, Error> {
        let file = match choice {
            Choice::Isolated => None,
            Choice::File(file) => Some(file.clone()),
            Choice::Find => find(root, edited),
        };
        let Some(file) = file else { return Ok(None) };
        if let Some(text) = edited.get(&super::real_path(&file)) {
            return Ok(Some((super::real_path(&file), text.clone())));
        }
        let file = std::fs::canonicalize(&file).map_err(|error| Error::of(&file, &error))?;
        let bytes = std::fs::read(&file).map_err(|error| Error::of(&file, &error))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            Error::Unreadable(file.clone(), format!("not UTF-8 at byte {at}"))
        })?;
        Ok(Some((file, text)))
    }

    /// Whether a host is checked.
    #[must_use]
    pub fn wants(&self, host: &str) -> bool {
        self.include.matches(host)
            && !self.exclude.as_ref().is_some_and(|exclude| exclude.matches(host))
    }

    /// The level that is set for a rule's finding on a host, in a file given relative to the configuration.
    #[must_use]
    pub fn level(&self, rule: &str, host: &str, file: Option<&Path>) -> Option<Level> {
        let name = file.map(|file| {
            file.strip_prefix(self.dir()).unwrap_or(file).to_string_lossy().into_owned()
        });
        let applies = |levels: &&Levels| {
            levels.hosts.matches(host) && levels.files.matches(name.as_deref().unwrap_or_default())
        };
        let of_rule = |levels: &Levels| {
            levels.rules.iter().find(|(id, _)| id == rule).map(|(_, level)| *level)
        };
        self.levels.iter().rev().filter(applies).find_map(of_rule)
    }

    /// The rules that have a level other than off, somewhere.
    pub(super) fn turned_on(&self) -> impl Iterator<Item = &'static str> {
        let levels = self.levels.iter().flat_map(|levels| &levels.rules);
        let on = levels.filter(|(_, level)| *level != Level::Off);
        on.filter_map(|(id, _)| rules::find(id)).map(|rule| rule.id)
    }

    /// Whether nothing is to be said about a path of a host.
    #[must_use]
    pub fn ignores(&self, host: &str, path: &str) -> bool {
        self.ignored.iter().any(|(hosts, paths)| hosts.matches(host) && paths.matches(path))
    }

    /// Takes away what is to be said about the state a host keeps at ignored paths.
    pub(super) fn ignore_state(&self, host: &mut Host) {
        if self.ignored.is_empty() {
            return;
        }
        for state in &mut host.state.items {
            if state.kept == Certainty::No && self.ignores(&host.name, &state.path) {
                state.kept = Certainty::Unknown;
                state.doubt = Some("the configuration of persist-lint ignores it".into());
            }
        }
    }

    /// Where inputs are: what was asked for first.
    pub(super) fn overrides_for(&self, request: &Request) -> Overrides {
        let (asked, own) = (&request.overrides, &self.overrides);
        let both = |first: &[(String, PathBuf)], then: &[(String, PathBuf)]| {
            let named = |name: &str| first.iter().any(|(other, _)| other == name);
            let rest = then.iter().filter(|(name, _)| !named(name));
            first.iter().chain(rest).cloned().collect()
        };
        Overrides {
            inputs: both(&asked.inputs, &own.inputs),
            flakes: both(&asked.flakes, &own.flakes),
            nixpkgs: asked.nixpkgs.clone().or_else(|| own.nixpkgs.clone()),
        }
    }

    /// What has to be believed about a host.
    #[must_use]
    pub fn assumptions(&self, host: &str) -> Assumptions {
        let of_host = self.wiped.iter().filter(|(hosts, _)| hosts.matches(host));
        let wiped = of_host.map(|(_, wiped)| wiped.clone()).collect();
        let knowledge = self.knowledge.as_ref().unwrap_or(Knowledge::shipped());
        let ignored = self.ignored.iter().filter(|(hosts, _)| hosts.matches(host));
        let ignored = ignored.flat_map(|(_, paths)| paths.texts()).map(str::to_owned).collect();
        Assumptions { wiped, knowledge: Arc::clone(knowledge), ignored }
    }

    /// Whether hosts evaluate to the same under another configuration: what they find may differ, and who is checked.
    pub(super) fn evaluates_as(&self, other: &Self) -> bool {
        self.file == other.file && self.evaluated().eq(other.evaluated())
    }

    /// The settings that evaluating a host depends on.
    fn evaluated(&self) -> impl Iterator<Item = (&str, &str)> {
        let later = ["rules", "override", "hosts", "fail-on", "baseline"];
        let is_later = move |name: &str| {
            let end = name.find(['.', '[']).unwrap_or(name.len());
            later.contains(&&name[..end])
        };
        let all = self.written.iter().map(|(name, value, _)| (name.as_str(), value.as_str()));
        all.filter(move |(name, _)| !is_later(name))
    }

    /// What paths of the file are relative to.
    fn dir(&self) -> &Path {
        self.file.as_deref().and_then(Path::parent).unwrap_or(Path::new(""))
    }
}

/// A report that holds the configuration for a request and nothing else, or what is wrong with it.
///
/// # Errors
/// When there is nothing at the path, or the file cannot be read.
pub fn read_for(request: &Request) -> Result<Report, Error> {
    let path =
        std::fs::canonicalize(&request.path).map_err(|error| Error::of(&request.path, &error))?;
    let of_file = !path.is_dir();
    let root = if of_file { path.parent().unwrap_or(&path).to_owned() } else { path };
    let report = Report { root, of_file, whole: true, ..Report::default() };
    Ok(match Config::load(&request.config, &report.root, &report.files)? {
        Ok(config) => Report { config, ..report },
        Err(diagnostics) => Report { diagnostics, whole: false, ..report },
    })
}

/// The nearest configuration file above a directory, within its repository.
fn find(root: &Path, edited: &BTreeMap<PathBuf, String>) -> Option<PathBuf> {
    let top = super::repository(root);
    let dirs = root.ancestors().take_while(|dir| dir.starts_with(&top));
    // What is no file, or cannot be read, is told when it is opened.
    dirs.map(|dir| dir.join(FILE))
        .find(|file| edited.contains_key(file) || file.symlink_metadata().is_ok())
}

/// A diagnostic about the configuration file that is not about its form.
fn problem(span: Span, message: String) -> Diagnostic {
    Diagnostic::new(CONFIGURATION, Severity::Error, message).at(span)
}
