//! `config` and `baseline`

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Measure, Source};

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
pub(in crate::cli) struct Baseline {
    #[command(flatten)]
    pub(in crate::cli) source: Source,
    /// The file [default: the configuration's, or persist-lint-baseline.json beside the project]
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
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
pub(in crate::cli) struct Config {
    #[command(subcommand)]
    pub(in crate::cli) command: ConfigCommand,
}

/// The commands of `config`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ConfigCommand {
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
pub(in crate::cli) struct ConfigShow {
    #[command(flatten)]
    pub(in crate::cli) source: Source,
    #[command(flatten)]
    pub(in crate::cli) measure: Measure,
}
