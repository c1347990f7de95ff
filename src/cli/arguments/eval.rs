//! `eval`

use std::path::PathBuf;

use clap::Args;

use super::{Cache, source::directory};

/// Evaluate Nix: print what `nix-instantiate --eval` prints
///
/// Exit status: 0 when there is a value, 1 when the evaluation failed, 2 when it could not begin. A value that is not
/// known, for an input that is not on disk, say, is printed with the reason.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  persist-lint eval --expr '1 + 2'
  persist-lint eval --file ./default.nix --attr services.nginx --strict
  persist-lint eval --expr '(import ./flake.nix).inputs' --json")]
pub(in crate::cli) struct Eval {
    #[command(flatten)]
    pub(in crate::cli) what: EvalWhat,
    /// The part to print, such as `services.\"my host\".port` or `list.0`
    #[arg(long, short = 'A', value_name = "PATH", default_value = "", hide_default_value = true)]
    pub(in crate::cli) attr: String,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
    /// Evaluate everything inside, too
    #[arg(long)]
    pub(in crate::cli) strict: bool,
    /// What `<nixpkgs>` is [env: PERSIST_LINT_NIXPKGS]
    #[arg(long, value_name = "PATH", value_parser = directory)]
    pub(in crate::cli) nixpkgs: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) cache: Cache,
}

/// What `eval` evaluates.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(in crate::cli) struct EvalWhat {
    /// A file, or a directory with a default.nix
    #[arg(long, short)]
    pub(in crate::cli) file: Option<PathBuf>,
    /// An expression; its paths are relative to this directory
    #[arg(long, short = 'E')]
    pub(in crate::cli) expr: Option<String>,
}
