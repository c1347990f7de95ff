//! What the commands for a running machine share.

use std::path::PathBuf;

use clap::Args;

use super::Source;

/// The configuration of the machine.
#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Machine {
    #[command(flatten)]
    pub(in crate::cli) source: Source,
    /// What `persist-lint state --format json` printed, instead of the configuration: then nothing is evaluated
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["path", "mode", "evaluator", "override_input", "override_flake", "nixpkgs", "config", "isolated"]
    )]
    pub(in crate::cli) state: Option<PathBuf>,
}
