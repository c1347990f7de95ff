//! `check`, `fix` and what fails.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{
    super::outputs::{Output, OutputParser},
    Source,
};
use crate::diagnostic::Severity;

/// Find what the next reboot will wipe or break
///
/// Exit status: 0 when nothing at or above --fail-on was found, 1 when something was, 2 when something could not be
/// checked; then the rest is checked and printed all the same.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  persist-lint check
  persist-lint check --host web --host db ~/nixos
  persist-lint check --format concise --fail-on error
  persist-lint check --format sarif=persist-lint.sarif --format github
  persist-lint check --override-input nixpkgs=~/nixpkgs
  persist-lint check --mode offline ./configuration.nix
  persist-lint check hosts/web           what concerns these files of the flake around them
  persist-lint check --baseline persist-lint-baseline.json
  persist-lint check --isolated          as if there were no persist-lint.toml
  persist-lint check --evaluator nix --host web
  persist-lint check --live /etc/nixos   on the machine itself, before a reboot")]
pub(in crate::cli) struct Check {
    #[command(flatten)]
    pub(in crate::cli) source: Source,
    #[command(flatten)]
    pub(in crate::cli) measure: Measure,
    /// How to print it, and into which file instead of the standard output; may be given more than once
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = OutputParser, default_value = "full")]
    pub(in crate::cli) format: Vec<Output>,
    /// Look at this machine, too: what it would lose, what waits to be moved into a storage, what is left over there
    #[arg(long, conflicts_with_all = ["fix", "unsafe_fixes", "diff"])]
    pub(in crate::cli) live: bool,
    /// Repair what can be repaired without asking; what is left is printed
    #[arg(long)]
    pub(in crate::cli) fix: bool,
    /// Repair also what is one of several things that could be meant
    #[arg(long)]
    pub(in crate::cli) unsafe_fixes: bool,
    /// Print what would be repaired as a patch, and change nothing
    #[arg(long)]
    pub(in crate::cli) diff: bool,
    /// List what could not be known, with its places
    #[arg(short, long)]
    pub(in crate::cli) verbose: bool,
    /// Print diagnostics only, without the summary
    #[arg(short, long, conflicts_with = "verbose")]
    pub(in crate::cli) quiet: bool,
}

/// What fails.
#[derive(Args, Clone, Debug, Default)]
pub(in crate::cli) struct Measure {
    /// The least severity that makes the exit status 1 [default: warning]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(in crate::cli) fail_on: Option<FailOn>,
    /// Be silent about the findings in this file, which `persist-lint baseline` writes
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) baseline: Option<PathBuf>,
}

/// `--fail-on`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FailOn {
    Info,
    Warning,
    Error,
    Never,
}

impl FailOn {
    pub(in crate::cli) fn severity(self) -> Option<Severity> {
        match self {
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
            Self::Never => None,
        }
    }
}
