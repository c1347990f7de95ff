//! `knowledge`

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Make the shipped knowledge of what services keep
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Knowledge {
    Generate(Generate),
}

/// Make the generated entries anew from a nixpkgs on disk: each option is switched on in a minimal host
///
/// It takes minutes. What was found is kept in OUTPUT.journal while it runs; run it again to go on where it stopped.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  persist-lint knowledge generate --nixpkgs ~/nixpkgs
  persist-lint knowledge generate --nixpkgs ~/nixpkgs --only services.immich --output immich.json")]
pub(in crate::cli) struct Generate {
    /// The nixpkgs
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) nixpkgs: PathBuf,
    /// Where to write the entries
    #[arg(long, short, value_name = "FILE", default_value = "nixos.json")]
    pub(in crate::cli) output: PathBuf,
    /// Only options that begin so; may be given more than once
    #[arg(long, value_name = "PREFIX")]
    pub(in crate::cli) only: Vec<String>,
    /// How many options are tried at the same time
    #[arg(long, value_name = "N")]
    pub(in crate::cli) jobs: Option<usize>,
}
