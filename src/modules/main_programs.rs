//! The main programs of packages, for scripts that say `lib.getExe pkgs.btrfs-progs` where no package is known.

use super::facts::PACKAGES;
use crate::eval::{Evaluator, Kind, Pos, Result, Value, builtins::Builtin};

pub(super) static MAIN_PROGRAM: Builtin =
    Builtin { name: "mainProgram", arity: 1, run: main_program };

/// `meta.mainProgram` of what scripts use that mount and wipe (nixpkgs 26.05).
const MAIN_PROGRAMS: &[(&str, &str)] = &[
    ("bcachefs-tools", "bcachefs"),
    ("btrfs-progs", "btrfs"),
    ("cryptsetup", "cryptsetup"),
    ("findutils", "find"),
    ("gawk", "gawk"),
    ("gnugrep", "grep"),
    ("gnused", "sed"),
    ("gnutar", "tar"),
    ("gzip", "gzip"),
    ("jq", "jq"),
    ("rsync", "rsync"),
    ("zfs", "zfs"),
    ("zfs_unstable", "zfs"),
];

/// `mainProgram package`: the name of its program when it is a package of nixpkgs that is not on disk, else null.
fn main_program<'a>(ev: &Evaluator<'a>, args: &[Value<'a>], _: Pos) -> Result<'a, Value<'a>> {
    let Kind::Unknown(unknown) = ev.force(args[0])?.kind() else { return Ok(Value::NULL) };
    let name = unknown.reason.strip_prefix(PACKAGES);
    let known = MAIN_PROGRAMS.iter().find(|(package, _)| name == Some(package));
    Ok(known.map_or(Value::NULL, |(_, program)| ev.string(*program)))
}
