//! `migrate`

use std::path::PathBuf;

use clap::Args;

use super::{Machine, MachineFormat};

/// Copy what persistence entries keep into their storage, where it is not there yet
///
/// An entry that is new hides what is on the live side, as soon as the machine is switched to it. This says what has to be copied before, prints it as a
/// script, or does it. A copy has owner, mode, times, ACLs and other extended attributes, hard links and holes of the original, and `chattr +C` of btrfs; no
/// other flag of chattr, no SELinux label. It is compared with the original, and put in place only when nothing is there. The original stays. A copy that was broken off is continued by the next run.
///
/// Exit status: 0 when nothing is left to be copied, 1 when something is, 2 when something could not be looked at or copied.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  persist-lint migrate ~/nixos           what is to be copied
  persist-lint migrate --script > migrate.sh
  persist-lint migrate --apply
  persist-lint migrate --root /mnt       after nixos-install, before the first boot")]
pub(in crate::cli) struct Migrate {
    #[command(flatten)]
    pub(in crate::cli) machine: Machine,
    /// Where the root of the machine is mounted
    #[arg(long, value_name = "DIR", default_value = "/")]
    pub(in crate::cli) root: PathBuf,
    /// Copy it
    #[arg(long, conflicts_with = "script")]
    pub(in crate::cli) apply: bool,
    /// Print a shell script that does it
    #[arg(long, conflicts_with = "format")]
    pub(in crate::cli) script: bool,
    /// Also list what needs nothing
    #[arg(long, short)]
    pub(in crate::cli) verbose: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t = MachineFormat::Table)]
    pub(in crate::cli) format: MachineFormat,
}
