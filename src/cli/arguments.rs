//! What can be written on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{
    check::Request,
    modules::{ModeChoice, Overrides},
};

/// Finds what the next reboot of a NixOS machine with an ephemeral root will wipe or break.
#[derive(Debug, Parser)]
#[command(name = "persist-lint", version, arg_required_else_help = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    State(State),
}

/// Print what lives where: every state path, who owns it, kept by which entry or lost
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  persist-lint state
  persist-lint state --host web --format json ~/nixos")]
pub(super) struct State {
    #[command(flatten)]
    pub(super) source: Source,
    /// How to print it
    #[arg(long, value_enum, default_value_t = StateFormat::Table)]
    pub(super) format: StateFormat,
}

/// How `state` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum StateFormat {
    /// For people
    Table,
    /// For programs
    Json,
}

/// What to evaluate, and where its inputs are.
#[derive(Args, Debug)]
pub(super) struct Source {
    /// A flake's directory, or a Nix file that is a module or holds hosts
    #[arg(default_value = ".")]
    pub(super) path: PathBuf,
    /// Only this host (can be given several times)
    #[arg(long, value_name = "NAME")]
    pub(super) host: Vec<String>,
    /// Whether nixpkgs is used: auto uses it when it is on disk
    #[arg(long, value_enum, default_value_t = Mode::Auto)]
    pub(super) mode: Mode,
    /// The directory of an input (`a/b=PATH` for an input of an input)
    #[arg(long, value_name = "NAME=PATH", value_parser = pair)]
    pub(super) override_input: Vec<(String, PathBuf)>,
    /// The directory of every input locked to a repository: `github:OWNER/REPO=PATH`
    #[arg(long, value_name = "REF=PATH", value_parser = pair)]
    pub(super) override_flake: Vec<(String, PathBuf)>,
}

/// `--mode`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Mode {
    Auto,
    Full,
    Offline,
}

fn pair(text: &str) -> Result<(String, PathBuf), String> {
    let (name, path) = text.split_once('=').ok_or("expected NAME=PATH")?;
    let path = std::path::absolute(path).map_err(|error| error.to_string())?;
    if !path.is_dir() {
        return Err(format!("{} is not a directory", path.display()));
    }
    Ok((name.to_owned(), path))
}

impl Source {
    /// The request that the arguments make.
    pub(super) fn request(&self) -> Request {
        let nixpkgs = std::env::var_os("PERSIST_LINT_NIXPKGS").map(PathBuf::from);
        Request {
            path: self.path.clone(),
            hosts: self.host.clone(),
            mode: match self.mode {
                Mode::Auto => ModeChoice::Auto,
                Mode::Full => ModeChoice::Full,
                Mode::Offline => ModeChoice::Offline,
            },
            overrides: Overrides {
                inputs: self.override_input.clone(),
                flakes: self.override_flake.clone(),
                nixpkgs,
            },
        }
    }
}
