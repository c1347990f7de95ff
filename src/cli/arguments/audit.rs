//! `audit`

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Machine;

/// Look at this machine: what would be lost if it went down now, whose it is, and what to write to keep it
///
/// It walks the filesystems that are wiped at boot and leaves out what is kept, what is volatile and what NixOS makes. It changes nothing. Without root it sees
/// only what it may read, and says what it may not.
///
/// Exit status: 0 when nothing that matters would be lost, 1 when something would, 2 when nothing was found but not everything could be looked at.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  persist-lint audit /etc/nixos          before a reboot
  persist-lint audit --state web.json    with what `persist-lint state --format json` printed elsewhere
  persist-lint audit --since 2h          what has changed in the last two hours
  persist-lint audit --root /mnt --host web
  persist-lint audit --against /btrfs/old_roots/2026-11-28
  persist-lint audit --format json")]
pub(in crate::cli) struct Audit {
    #[command(flatten)]
    pub(in crate::cli) machine: Machine,
    /// Where the root of the machine is, when it does not run: mounted, or copied
    #[arg(long, value_name = "DIR", default_value = "/")]
    pub(in crate::cli) root: PathBuf,
    /// Only what has changed since then: `boot`, `2h`, `3d`, `2026-11-29 06:00`, RFC 3339
    #[arg(long, value_name = "TIME")]
    pub(in crate::cli) since: Option<String>,
    /// Only what is new or changed against an older root
    #[arg(long, value_name = "OLDROOT")]
    pub(in crate::cli) against: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = AuditFormat::Table)]
    pub(in crate::cli) format: AuditFormat,
}

/// How `audit` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum AuditFormat {
    /// For people
    Table,
    /// For programs
    Json,
}
