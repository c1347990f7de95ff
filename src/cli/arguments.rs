//! What can be written on the command line.

use std::{collections::BTreeMap, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{
    check::{self, CacheChoice, Request, config::Choice},
    diagnostic::Severity,
    modules::{ModeChoice, Overrides},
};

/// Finds what the next reboot of a NixOS machine with an ephemeral root will wipe or break
///
/// It evaluates the configuration, compares what the machine keeps (impermanence, preservation, mounts) with what it
/// needs to keep, and points at the lines that are wrong. It needs no Nix, runs nothing, writes nothing but a cache
/// and opens no connection.
#[derive(Debug, Parser)]
#[command(
    name = "persist-lint",
    version,
    arg_required_else_help = true,
    after_help = "Examples:
  persist-lint check                     check every host of the flake in this directory
  persist-lint check --host web ~/nixos  check one host of another
  persist-lint state --host web          see what is kept and what is lost
  persist-lint explain ephemeral-storage read about a rule

Exit status: 0 clean, 1 something was found, 2 something could not be checked.

Environment:
  PERSIST_LINT_NIXPKGS  a nixpkgs on disk, for projects whose own is not
  NO_COLOR              no colours and no links"
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Check(Check),
    /// Repair what can be repaired: `check --fix`
    #[command(after_help = "Examples:
  persist-lint fix --diff                see what would change
  persist-lint fix
  persist-lint fix --unsafe-fixes --host web")]
    Fix(Check),
    State(State),
    Explain(Explain),
    Rules(Rules),
    Baseline(Baseline),
    Config(Config),
    Eval(Eval),
    #[command(subcommand)]
    Knowledge(Knowledge),
}

/// Find what the next reboot will wipe or break
///
/// Exit status: 0 when nothing at or above --fail-on was found, 1 when something was, 2 when something could not be
/// checked; then the rest is checked and printed all the same.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  persist-lint check
  persist-lint check --host web --host db ~/nixos
  persist-lint check --format concise --fail-on error
  persist-lint check --override-input nixpkgs=~/nixpkgs
  persist-lint check --mode offline ./configuration.nix
  persist-lint check hosts/web           what concerns these files of the flake around them
  persist-lint check --baseline persist-lint-baseline.json
  persist-lint check --isolated          as if there were no persist-lint.toml
  persist-lint check --evaluator nix --host web")]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) source: Source,
    #[command(flatten)]
    pub(super) measure: Measure,
    /// How to print it
    #[arg(long, value_enum, default_value_t = CheckFormat::Full)]
    pub(super) format: CheckFormat,
    /// Repair what can be repaired without asking; what is left is printed
    #[arg(long)]
    pub(super) fix: bool,
    /// Repair also what is one of several things that could be meant
    #[arg(long)]
    pub(super) unsafe_fixes: bool,
    /// Print what would be repaired as a patch, and change nothing
    #[arg(long)]
    pub(super) diff: bool,
    /// List what could not be known, with its places
    #[arg(short, long)]
    pub(super) verbose: bool,
    /// Print diagnostics only, without the summary
    #[arg(short, long, conflicts_with = "verbose")]
    pub(super) quiet: bool,
}

/// What fails.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Measure {
    /// The least severity that makes the exit status 1 [default: warning]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(super) fail_on: Option<FailOn>,
    /// Be silent about the findings in this file, which `persist-lint baseline` writes
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
}

/// How `check` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    /// With the lines of the files, reasons and advice
    Full,
    /// One line for each finding
    Concise,
    /// For programs
    Json,
}

/// `--fail-on`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Info,
    Warning,
    Error,
    Never,
}

impl FailOn {
    pub(super) fn severity(self) -> Option<Severity> {
        match self {
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
            Self::Never => None,
        }
    }
}

/// Print what lives where: every state path, who owns it, kept by which entry or lost
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  persist-lint state
  persist-lint state --lost --host web
  persist-lint state --host web --format json ~/nixos
  persist-lint state --format markdown > STATE.md")]
pub(super) struct State {
    #[command(flatten)]
    pub(super) source: Source,
    /// How to print it
    #[arg(long, value_enum, default_value_t = StateFormat::Table)]
    pub(super) format: StateFormat,
    /// Print only what is lost
    #[arg(long)]
    pub(super) lost: bool,
}

/// How `state` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum StateFormat {
    /// For people
    Table,
    /// For programs
    Json,
    /// For documents
    Markdown,
}

/// Make the shipped knowledge of what services keep
#[derive(Debug, Subcommand)]
pub(super) enum Knowledge {
    Generate(Generate),
}

/// Make the generated entries anew from a nixpkgs on disk: each option is switched on in a minimal host
///
/// It takes minutes. What was found is kept in OUTPUT.journal while it runs; run it again to go on where it stopped.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  persist-lint knowledge generate --nixpkgs ~/nixpkgs
  persist-lint knowledge generate --nixpkgs ~/nixpkgs --only services.immich --output immich.json")]
pub(super) struct Generate {
    /// The nixpkgs
    #[arg(long, value_name = "PATH")]
    pub(super) nixpkgs: PathBuf,
    /// Where to write the entries
    #[arg(long, short, value_name = "FILE", default_value = "nixos.json")]
    pub(super) output: PathBuf,
    /// Only options that begin so; may be given more than once
    #[arg(long, value_name = "PREFIX")]
    pub(super) only: Vec<String>,
    /// How many options are tried at the same time
    #[arg(long, value_name = "N")]
    pub(super) jobs: Option<usize>,
}

/// Print the page of a rule: what it finds, why it matters, how to repair it
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  persist-lint explain unpersisted-machine-id
  persist-lint explain ephemeral-storage | less")]
pub(super) struct Explain {
    /// Its id, as in the brackets of a diagnostic
    pub(super) rule: String,
}

/// List all rules with their levels
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  persist-lint rules
  persist-lint rules --format json")]
pub(super) struct Rules {
    /// How to print it
    #[arg(long, value_enum, default_value_t = RulesFormat::Table)]
    pub(super) format: RulesFormat,
}

/// How `rules` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RulesFormat {
    /// For people
    Table,
    /// For programs
    Json,
    /// For documentation
    Markdown,
}

/// Write the findings of today to a file, so that only new ones fail
///
/// The file holds no line numbers and no hosts. Run it again to take out what no longer occurs. `check` uses the file
/// when the configuration names it (`baseline = "FILE"`) or `--baseline FILE` does.
///
/// Exit status: 0 when it was written, 2 when not everything could be checked; then nothing is written.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  persist-lint baseline
  persist-lint baseline --output known.json ~/nixos")]
pub(super) struct Baseline {
    #[command(flatten)]
    pub(super) source: Source,
    /// The file [default: the configuration's, or persist-lint-baseline.json beside the project]
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// Show, describe or begin a configuration file
///
/// `persist-lint.toml` is looked for from the checked path upward, to the root of the repository.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  persist-lint config show
  persist-lint config show --mode offline ~/nixos
  persist-lint config schema > persist-lint.schema.json
  persist-lint config init")]
pub(super) struct Config {
    #[command(subcommand)]
    pub(super) command: ConfigCommand,
}

/// The commands of `config`.
#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Print every setting, and where its value comes from
    #[command(after_help = "Examples:
  persist-lint config show
  persist-lint config show --fail-on error ~/nixos")]
    Show(ConfigShow),
    /// Print the JSON Schema of persist-lint.toml
    #[command(after_help = "Examples:
  persist-lint config schema > persist-lint.schema.json")]
    Schema,
    /// Write a persist-lint.toml that explains every key; one that is there is left alone
    #[command(after_help = "Examples:
  persist-lint config init
  persist-lint config init ~/nixos")]
    Init {
        /// Where to write it
        #[arg(default_value = ".")]
        dir: PathBuf,
    },
}

/// `config show`
#[derive(Args, Debug)]
pub(super) struct ConfigShow {
    #[command(flatten)]
    pub(super) source: Source,
    #[command(flatten)]
    pub(super) measure: Measure,
}

/// Evaluate Nix: print what `nix-instantiate --eval` prints
///
/// Exit status: 0 when there is a value, 1 when the evaluation failed, 2 when it could not begin. A value that is not
/// known, for an input that is not on disk, say, is printed with the reason.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  persist-lint eval --expr '1 + 2'
  persist-lint eval --file ./default.nix --attr services.nginx --strict
  persist-lint eval --expr '(import ./flake.nix).inputs' --json")]
pub(super) struct Eval {
    #[command(flatten)]
    pub(super) what: EvalWhat,
    /// The part to print, such as `services.\"my host\".port` or `list.0`
    #[arg(long, short = 'A', value_name = "PATH", default_value = "", hide_default_value = true)]
    pub(super) attr: String,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
    /// Evaluate everything inside, too
    #[arg(long)]
    pub(super) strict: bool,
    /// What `<nixpkgs>` is [env: PERSIST_LINT_NIXPKGS]
    #[arg(long, value_name = "PATH", value_parser = directory)]
    pub(super) nixpkgs: Option<PathBuf>,
    #[command(flatten)]
    pub(super) cache: Cache,
}

/// What `eval` evaluates.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(super) struct EvalWhat {
    /// A file, or a directory with a default.nix
    #[arg(long, short)]
    pub(super) file: Option<PathBuf>,
    /// An expression; its paths are relative to this directory
    #[arg(long, short = 'E')]
    pub(super) expr: Option<String>,
}

/// What to evaluate, and where its inputs are.
#[derive(Args, Clone, Debug)]
pub(super) struct Source {
    /// A flake's directory, or a Nix file that is a module or holds hosts; each is a project of its own. Of a file or
    /// directory inside a flake, the flake is checked and what concerns that part is reported
    #[arg(default_value = ".")]
    pub(super) path: Vec<PathBuf>,
    /// Only this host (can be given several times)
    #[arg(long, value_name = "NAME")]
    pub(super) host: Vec<String>,
    /// Whether nixpkgs is used: auto uses it when it is on disk [default: auto]
    #[arg(long, value_enum)]
    pub(super) mode: Option<Mode>,
    /// What evaluates: our own evaluator, or the `nix` on PATH, which takes longer and may fetch and build
    #[arg(long, value_enum, default_value_t = Evaluator::Builtin)]
    pub(super) evaluator: Evaluator,
    /// The directory of an input (`a/b=PATH` for an input of an input)
    #[arg(long, value_name = "NAME=PATH", value_parser = pair)]
    pub(super) override_input: Vec<(String, PathBuf)>,
    /// The directory of every input locked to a repository: `github:OWNER/REPO=PATH`
    #[arg(long, value_name = "REF=PATH", value_parser = pair)]
    pub(super) override_flake: Vec<(String, PathBuf)>,
    /// A nixpkgs, for projects whose own is not on disk [env: PERSIST_LINT_NIXPKGS]
    #[arg(long, value_name = "PATH", value_parser = directory)]
    pub(super) nixpkgs: Option<PathBuf>,
    /// The configuration file, instead of the nearest persist-lint.toml
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub(super) config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long)]
    pub(super) isolated: bool,
    #[command(flatten)]
    pub(super) cache: Cache,
}

/// What is kept from one run to the next.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Cache {
    /// Neither use nor keep parsed files of the Nix store in the user's cache folder
    #[arg(long)]
    no_cache: bool,
}

impl Cache {
    pub(super) fn choice(&self) -> Option<CacheChoice> {
        if self.no_cache { None } else { CacheChoice::of_user() }
    }
}

/// `--mode`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Mode {
    Auto,
    Full,
    Offline,
}

/// `--evaluator`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Evaluator {
    Builtin,
    Nix,
}

fn directory(text: &str) -> Result<PathBuf, String> {
    let written = match (text.strip_prefix("~/"), std::env::home_dir()) {
        // A shell does not expand it after a `=`.
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(text),
    };
    let path = std::path::absolute(written).map_err(|error| error.to_string())?;
    if path.is_dir() { Ok(path) } else { Err(format!("{} is not a directory", path.display())) }
}

fn pair(text: &str) -> Result<(String, PathBuf), String> {
    let (name, path) = text.split_once('=').ok_or("expected NAME=PATH")?;
    Ok((name.to_owned(), directory(path)?))
}

/// The nixpkgs of the command line, else of the environment.
pub(super) fn nixpkgs(option: Option<&PathBuf>) -> Result<Option<PathBuf>, String> {
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
    pub(super) fn requests(&self) -> Result<Vec<Request>, String> {
        self.requests_with(&Measure::default())
    }

    /// The same, with what fails.
    pub(super) fn requests_with(&self, measure: &Measure) -> Result<Vec<Request>, String> {
        let nixpkgs = nixpkgs(self.nixpkgs.as_ref())?;
        if self.evaluator == Evaluator::Nix && self.mode == Some(Mode::Offline) {
            return Err("--evaluator nix needs nixpkgs: it has no --mode offline".to_owned());
        }
        let request = |path: PathBuf, parts: Vec<PathBuf>| Request {
            path,
            parts,
            hosts: self.host.clone(),
            any_host: self.path.len() > 1,
            mode: self.mode.map(|mode| match mode {
                Mode::Auto => ModeChoice::Auto,
                Mode::Full => ModeChoice::Full,
                Mode::Offline => ModeChoice::Offline,
            }),
            evaluator: match self.evaluator {
                Evaluator::Builtin => check::Evaluator::Builtin,
                Evaluator::Nix => check::Evaluator::Nix,
            },
            overrides: Overrides {
                inputs: self.override_input.clone(),
                flakes: self.override_flake.clone(),
                nixpkgs: nixpkgs.clone(),
            },
            config: match &self.config {
                Some(file) => Choice::File(file.clone()),
                None if self.isolated => Choice::Isolated,
                None => Choice::Find,
            },
            fail_on: measure.fail_on.map(FailOn::severity),
            baseline: measure.baseline.clone(),
            overlay: BTreeMap::new(),
            without_baseline: false,
            cache: self.cache.choice(),
            also: Vec::new(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parsed_files_are_kept_unless_it_is_forbidden() {
        let cache = |options: &[&str]| {
            let written = ["persist-lint", "check"].iter().chain(options);
            let arguments = Arguments::try_parse_from(written).expect("it is well-formed");
            let Command::Check(check) = arguments.command else { panic!("it is a check") };
            let requests = check.source.requests().expect("it makes a request");
            requests.into_iter().next().and_then(|request| request.cache)
        };
        assert_eq!(cache(&["--no-cache"]), None);
        let stores = cache(&[]).map(|choice| choice.stores);
        assert_eq!(stores, CacheChoice::of_user().map(|choice| choice.stores));
    }
}
