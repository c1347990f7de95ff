//! `explain` and `rules`

use clap::{Args, ValueEnum};

/// Print the page of a rule: what it finds, why it matters, how to repair it
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  persist-lint explain unpersisted-machine-id
  persist-lint explain ephemeral-storage | less")]
pub(in crate::cli) struct Explain {
    /// Its id, as in the brackets of a diagnostic
    pub(in crate::cli) rule: String,
}

/// List all rules with their levels
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  persist-lint rules
  persist-lint rules --format json")]
pub(in crate::cli) struct Rules {
    /// How to print it
    #[arg(long, value_enum, default_value_t = RulesFormat::Table)]
    pub(in crate::cli) format: RulesFormat,
}

/// How `rules` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum RulesFormat {
    /// For people
    Table,
    /// For programs
    Json,
    /// For documentation
    Markdown,
}
