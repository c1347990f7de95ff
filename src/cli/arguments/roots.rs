//! `roots`

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{Inputs, Machine, Source};

/// List, compare and clear away the old roots that a wipe script keeps
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Roots {
    Ls(RootsLs),
    Diff(RootsDiff),
    Gc(RootsGc),
}

/// List the old roots, the newest first
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  persist-lint roots ls --dir /mnt/old_roots
  persist-lint roots ls --project ~/nixos
  persist-lint roots ls --dataset rpool/local/root")]
pub(in crate::cli) struct RootsLs {
    #[command(flatten)]
    pub(in crate::cli) place: Place,
    /// Count all sizes to the end, however long that takes; without, the first files of each root are counted
    #[arg(long)]
    pub(in crate::cli) size: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t = MachineFormat::Table)]
    pub(in crate::cli) format: MachineFormat,
}

/// Compare an old root with the running one, or with another
///
/// What is mounted into the running root (what is persisted, above all) is left out, and so is what NixOS makes anew at each boot. Files differ when
/// their contents do.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  persist-lint roots diff --dir /mnt/old_roots 2025-01-31_12:30:00
  persist-lint roots diff /mnt/old_roots/2025-01-30 /mnt/old_roots/2025-01-31")]
pub(in crate::cli) struct RootsDiff {
    /// The root to begin with: the name of an old one, or a directory
    pub(in crate::cli) before: PathBuf,
    /// The root to compare it with
    #[arg(default_value = "/")]
    pub(in crate::cli) after: PathBuf,
    #[command(flatten)]
    pub(in crate::cli) place: Place,
    /// List every path, however many there are in a folder
    #[arg(long)]
    pub(in crate::cli) all: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t = MachineFormat::Table)]
    pub(in crate::cli) format: MachineFormat,
}

/// Say which old roots are worth keeping, and with --apply delete the others
///
/// A root is kept when one of the numbers asks for it. A root whose name has no date is not touched, nor is anything that is mounted, in use or a storage.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  persist-lint roots gc --dir /mnt/old_roots
  persist-lint roots gc --dir /mnt/old_roots --recent 3 --weekly 8 --monthly 12 --apply")]
pub(in crate::cli) struct RootsGc {
    #[command(flatten)]
    pub(in crate::cli) place: Place,
    /// How many of the newest are kept; a number or `all`
    #[arg(long, value_name = "N", value_parser = number, default_value = "5")]
    pub(in crate::cli) recent: Number,
    /// Of how many weeks the newest is kept
    #[arg(long, value_name = "N", value_parser = number, default_value = "4")]
    pub(in crate::cli) weekly: Number,
    /// Of how many months the newest is kept
    #[arg(long, value_name = "N", value_parser = number, default_value = "all")]
    pub(in crate::cli) monthly: Number,
    /// Delete what the plan says
    #[arg(long)]
    pub(in crate::cli) apply: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t = MachineFormat::Table)]
    pub(in crate::cli) format: MachineFormat,
}

/// A number, or all.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) struct Number(pub(in crate::cli) Option<usize>);

fn number(text: &str) -> Result<Number, String> {
    match text {
        "all" => Ok(Number(None)),
        text => match text.parse() {
            Ok(number) => Ok(Number(Some(number))),
            Err(_) => Err("expected a number or `all`".to_owned()),
        },
    }
}

/// Where the old roots are, and what the machine is.
#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Place {
    /// The folder with the old roots; without it, the wipe script of the configuration says where they are
    #[arg(long, value_name = "DIR", conflicts_with = "dataset")]
    pub(in crate::cli) dir: Option<PathBuf>,
    /// The ZFS dataset whose snapshots are the old roots
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) dataset: Option<String>,
    /// The flake's directory or Nix file that is the configuration of the machine; with it, storages are known and what is persisted is left out
    #[arg(long, value_name = "PATH", conflicts_with = "state")]
    project: Option<PathBuf>,
    /// The host of it [default: the name of this machine]
    #[arg(long, value_name = "NAME")]
    host: Option<String>,
    /// What `persist-lint state --format json` printed, instead of the configuration
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["mode", "evaluator", "override_input", "override_flake", "nixpkgs", "config", "isolated"]
    )]
    state: Option<PathBuf>,
    #[command(flatten)]
    inputs: Inputs,
}

impl Place {
    /// Whether a configuration was named.
    pub(in crate::cli) fn is_configured(&self) -> bool {
        self.project.is_some() || self.state.is_some()
    }

    /// The configuration that was named; without a place of old roots, that of this directory.
    pub(in crate::cli) fn machine(&self) -> Option<Machine> {
        let placed = self.dir.is_some() || self.dataset.is_some();
        if placed && !self.is_configured() {
            return None;
        }
        let path = self.project.clone().unwrap_or_else(|| PathBuf::from("."));
        let host = self.host.iter().cloned().collect();
        let source = Source { path: vec![path], host, inputs: self.inputs.clone() };
        Some(Machine { source, state: self.state.clone() })
    }
}

/// How commands for a running machine print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum MachineFormat {
    /// For people
    Table,
    /// For programs
    Json,
}
