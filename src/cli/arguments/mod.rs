//! What can be written on the command line: one file for each group of commands.

#[cfg(target_os = "linux")]
mod audit;
mod check;
mod config;
mod eval;
mod knowledge;
#[cfg(target_os = "linux")]
mod machine;
#[cfg(target_os = "linux")]
mod migrate;
#[cfg(target_os = "linux")]
mod roots;
mod rules;
mod shell;
mod source;
mod state;

use clap::{Parser, Subcommand};

#[cfg(target_os = "linux")]
pub(super) use audit::{Audit, AuditFormat};
pub(super) use check::{Check, FailOn, Measure};
pub(super) use config::{Baseline, Config, ConfigCommand, ConfigShow};
pub(super) use eval::Eval;
pub(super) use knowledge::{Generate, Knowledge};
#[cfg(target_os = "linux")]
pub(super) use machine::Machine;
#[cfg(target_os = "linux")]
pub(super) use migrate::Migrate;
#[cfg(target_os = "linux")]
pub(super) use roots::{MachineFormat, Place, Roots, RootsDiff, RootsGc, RootsLs};
pub(super) use rules::{Explain, Rules, RulesFormat};
pub(super) use shell::{Completions, Lsp, Man};
#[cfg(target_os = "linux")]
pub(super) use source::Inputs;
pub(super) use source::{Cache, Source, nixpkgs};
pub(super) use state::{State, StateFormat};

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
  persist-lint audit                     see what this machine would lose now
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
    #[cfg(target_os = "linux")]
    Migrate(Migrate),
    #[cfg(target_os = "linux")]
    #[command(subcommand)]
    Roots(Roots),
    #[cfg(target_os = "linux")]
    Audit(Audit),
    Explain(Explain),
    Rules(Rules),
    Baseline(Baseline),
    Config(Config),
    Eval(Eval),
    #[command(subcommand)]
    Knowledge(Knowledge),
    Completions(Completions),
    Man(Man),
    Lsp(Lsp),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::CacheChoice;

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
