//! `state`

use clap::{Args, ValueEnum};

use super::Source;

/// Print what lives where: every state path, who owns it, kept by which entry or lost
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  persist-lint state
  persist-lint state --lost --host web
  persist-lint state --host web --format json ~/nixos
  persist-lint state --format markdown > STATE.md")]
pub(in crate::cli) struct State {
    #[command(flatten)]
    pub(in crate::cli) source: Source,
    /// How to print it
    #[arg(long, value_enum, default_value_t = StateFormat::Table)]
    pub(in crate::cli) format: StateFormat,
    /// Print only what is lost
    #[arg(long)]
    pub(in crate::cli) lost: bool,
}

/// How `state` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum StateFormat {
    /// For people
    Table,
    /// For programs
    Json,
    /// For documents
    Markdown,
}
