//! What to evaluate, where its inputs are, and the requests that makes.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};

use super::{FailOn, Measure};
use crate::{
    check::{self, CacheChoice, Request, config::Choice},
    modules::{ModeChoice, Overrides},
};

/// What to evaluate, and where its inputs are.
#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Source {
    /// A flake's directory, or a Nix file that is a module or holds hosts; each is a project of its own. Of a file or
    /// directory inside a flake, the flake is checked and what concerns that part is reported
    #[arg(default_value = ".")]
    pub(in crate::cli) path: Vec<PathBuf>,
    /// Only this host (can be given several times)
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) host: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) inputs: Inputs,
}

/// How it is evaluated, and with what.
#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Inputs {
    /// Whether nixpkgs is used: auto uses it when it is on disk [default: auto]
    #[arg(long, value_enum)]
    pub(in crate::cli) mode: Option<Mode>,
    /// What evaluates: our own evaluator, or the `nix` on PATH, which takes longer and may fetch and build
    #[arg(long, value_enum, default_value_t = Evaluator::Builtin)]
    pub(in crate::cli) evaluator: Evaluator,
    /// The directory of an input (`a/b=PATH` for an input of an input)
    #[arg(long, value_name = "NAME=PATH", value_parser = pair)]
    pub(in crate::cli) override_input: Vec<(String, PathBuf)>,
    /// The directory of every input locked to a repository: `github:OWNER/REPO=PATH`
    #[arg(long, value_name = "REF=PATH", value_parser = pair)]
    pub(in crate::cli) override_flake: Vec<(String, PathBuf)>,
    /// A nixpkgs, for projects whose own is not on disk [env: PERSIST_LINT_NIXPKGS]
    #[arg(long, value_name = "PATH", value_parser = directory)]
    pub(in crate::cli) nixpkgs: Option<PathBuf>,
    /// The configuration file, instead of the nearest persist-lint.toml
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long)]
    pub(in crate::cli) isolated: bool,
    #[command(flatten)]
    pub(in crate::cli) cache: Cache,
}

/// What is kept from one run to the next.
#[derive(Args, Clone, Debug, Default)]
pub(in crate::cli) struct Cache {
    /// Neither use nor keep parsed files of the Nix store in the user's cache folder
    #[arg(long)]
    no_cache: bool,
}

impl Cache {
    pub(in crate::cli) fn choice(&self) -> Option<CacheChoice> {
        if self.no_cache { None } else { CacheChoice::of_user() }
    }
}

/// `--mode`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Mode {
    Auto,
    Full,
    Offline,
}

/// `--evaluator`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Evaluator {
    Builtin,
    Nix,
}

pub(super) fn directory(text: &str) -> Result<PathBuf, String> {
    check::directory(text, Path::new(""))
}

fn pair(text: &str) -> Result<(String, PathBuf), String> {
    let (name, path) = text.split_once('=').ok_or("expected NAME=PATH")?;
    Ok((name.to_owned(), directory(path)?))
}

/// The nixpkgs of the command line, else of the environment.
pub(in crate::cli) fn nixpkgs(option: Option<&PathBuf>) -> Result<Option<PathBuf>, String> {
    match (option, std::env::var("PERSIST_LINT_NIXPKGS")) {
        (Some(dir), _) => Ok(Some(dir.clone())),
        (None, Ok(value)) if !value.is_empty() => {
            let dir =
                directory(&value).map_err(|error| format!("PERSIST_LINT_NIXPKGS: {error}"))?;
            Ok(Some(dir))
        }
        _ => Ok(None),
    }
}

impl Source {
    /// The requests that the arguments make.
    pub(in crate::cli) fn requests(&self) -> Result<Vec<Request>, String> {
        self.requests_with(&Measure::default())
    }

    /// The same, with what fails.
    pub(in crate::cli) fn requests_with(&self, measure: &Measure) -> Result<Vec<Request>, String> {
        let inputs = &self.inputs;
        let nixpkgs = nixpkgs(inputs.nixpkgs.as_ref())?;
        if inputs.evaluator == Evaluator::Nix && inputs.mode == Some(Mode::Offline) {
            return Err("--evaluator nix needs nixpkgs: it has no --mode offline".to_owned());
        }
        let request = |path: PathBuf, parts: Vec<PathBuf>| Request {
            path,
            parts,
            hosts: self.host.clone(),
            any_host: self.path.len() > 1,
            mode: inputs.mode.map(|mode| match mode {
                Mode::Auto => ModeChoice::Auto,
                Mode::Full => ModeChoice::Full,
                Mode::Offline => ModeChoice::Offline,
            }),
            evaluator: match inputs.evaluator {
                Evaluator::Builtin => check::Evaluator::Builtin,
                Evaluator::Nix => check::Evaluator::Nix,
            },
            overrides: Overrides {
                inputs: inputs.override_input.clone(),
                flakes: inputs.override_flake.clone(),
                nixpkgs: nixpkgs.clone(),
            },
            config: match &inputs.config {
                Some(file) => Choice::File(file.clone()),
                None if inputs.isolated => Choice::Isolated,
                None => Choice::Find,
            },
            fail_on: measure.fail_on.map(FailOn::severity),
            baseline: measure.baseline.clone(),
            overlay: BTreeMap::new(),
            without_baseline: false,
            cache: inputs.cache.choice(),
            also: Vec::new(),
            live: false,
            without_fixes: false,
        };
        let mut requests: Vec<Request> = Vec::new();
        for path in &self.path {
            let Some(flake) = check::flake_around(path) else {
                requests.push(request(path.clone(), Vec::new()));
                continue;
            };
            let same = requests
                .iter_mut()
                .find(|request| request.path == flake && !request.parts.is_empty());
            match same {
                Some(request) => request.parts.push(path.clone()),
                None => requests.push(request(flake, vec![path.clone()])),
            }
        }
        Ok(requests)
    }
}
