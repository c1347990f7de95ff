//! The same facts from the real Nix: an expression for it, and its answer read back.
//!
//! The inputs are found as for our own evaluator. Those that are not on disk are left to Nix, which has them in its
//! store or fetches them as the lock file says.

mod answer;
mod expression;

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{
    facts::{HostFacts, Mode, Wanted},
    graph::Graph,
    hosts::{Entry, Project, module_name},
};
use crate::eval::{Evaluator, Program, on_large_stack};

/// Asks the real Nix about a project.
pub struct Questions {
    /// An expression whose value is the set of hosts.
    hosts: String,
    root: PathBuf,
    entry: PathBuf,
    inputs: std::collections::BTreeMap<String, super::facts::LockedInput>,
}

/// What Nix answers about a host.
#[derive(Deserialize)]
struct Answer {
    place: Option<answer::Place>,
    config: serde_json::Value,
    release: Option<String>,
}

impl Questions {
    /// The questions about a project, after its lock file was read.
    #[must_use]
    pub fn new(project: &Project, program: &Program) -> Self {
        let (hosts, entry, inputs) = match &project.entry {
            Entry::Flake(dir) => {
                let graph = on_large_stack(|| {
                    Evaluator::run(program, project.settings(), |evaluator| {
                        Graph::load(evaluator, dir, &project.overrides)
                    })
                });
                let hosts = expression::of_flake(&graph, dir);
                (hosts, dir.join("flake.nix"), graph.locked_inputs())
            }
            Entry::File(file) => {
                let nixpkgs = project.overrides.nixpkgs_dir();
                let hosts = expression::of_file(file, &module_name(file), nixpkgs.as_deref());
                (hosts, file.clone(), std::collections::BTreeMap::new())
            }
        };
        Self { hosts, root: project.root.clone(), entry, inputs }
    }

    /// An expression for the names of the hosts.
    #[must_use]
    pub fn names(&self) -> String {
        format!("builtins.attrNames ({})", self.hosts)
    }

    /// The names in the answer to [`Questions::names`].
    ///
    /// # Errors
    /// When it is no list of names.
    pub fn read_names(&self, json: &str) -> Result<Vec<String>, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    /// An expression for the facts of a host.
    #[must_use]
    pub fn facts(&self, name: &str, wanted: &dyn Wanted) -> String {
        expression::facts(&self.hosts, name, &self.root, wanted.shape(Mode::Nix))
    }

    /// A host of which nothing is known yet.
    #[must_use]
    pub fn unknown_host(&self, name: &str) -> HostFacts {
        HostFacts::unknown(name, Mode::Nix, &self.entry)
    }

    /// The facts in the answer to [`Questions::facts`].
    ///
    /// # Errors
    /// When the answer has another form.
    pub fn read_facts(
        &self,
        program: &Program,
        name: &str,
        json: &str,
    ) -> Result<HostFacts, String> {
        let answer: Answer = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let mut reader = answer::Reader::new(program);
        let mut facts = self.unknown_host(name);
        facts.config = reader.node(&answer.config)?;
        facts.span = answer.place.and_then(|place| reader.span(&place));
        facts.release = answer.release;
        facts.unknown = reader.unknown;
        facts.inputs.clone_from(&self.inputs);
        facts.complete = true;
        Ok(facts)
    }

    /// The directory that the project is in.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.root
    }
}
