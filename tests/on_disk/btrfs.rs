//! A real btrfs on a loop device; nothing is tested where there is none to be had.

use std::{fs, path::Path, process::Command};

use crate::{
    namespace::{kernel_has, say},
    support::{Machine, Output, binary, in_namespace},
};

/// Runs a shell text in a namespace, in a directory with a new btrfs at `mnt`.
pub(crate) fn on_btrfs(dir: &Path, text: &str) -> Option<Output> {
    let is_there = |tool: &&str| Command::new(tool).arg("--version").output().is_ok();
    let missing = ["mkfs.btrfs", "btrfs"].into_iter().find(|tool| !is_there(tool));
    let is_root = rustix::process::geteuid().is_root();
    let why = match missing {
        _ if !is_root => "only root can mount a btrfs".to_owned(),
        Some(tool) => format!("there is no {tool}"),
        None if !kernel_has("btrfs") || !Path::new("/dev/loop-control").exists() => {
            "the kernel has no btrfs, or no loop devices".to_owned()
        }
        None => {
            let make =
                "truncate -s 200M disk\nmkfs.btrfs -q disk >&2\nmkdir mnt\nmount -o loop disk mnt";
            return in_namespace(&format!("cd '{}'\n{make}\n{text}", dir.display()));
        }
    };
    say(&why);
    None
}

/// Files that are written in place (`chattr +C`) are so in the copy, and so is what is made there later.
#[test]
fn what_is_written_in_place_is_so_in_the_copy() {
    let machine = Machine::new(&["d /var/lib/db"]);
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(machine.path("/var")).unwrap();
    let text = format!(
        "mkdir mnt/lib mnt/persist\nmount --bind mnt/persist '{}'\nmkdir '{}'\nmount --bind mnt/lib '{}'\n\
         cd '{}'\nmkdir -p db/data db/plain\nchattr +C db/data\nfor dir in data plain; do head -c 100000 /dev/urandom > db/$dir/file; done\n\
         '{}' '{}' >&2\ncd '{}'\nfor name in db/data db/data/file db/plain db/plain/file; do lsattr -d $name; done\n\
         touch db/data/later; lsattr db/data/later\ncmp db/data/file '{}'",
        machine.path("/persist").display(),
        machine.path("/var/lib").display(),
        machine.path("/var/lib").display(),
        machine.path("/var/lib").display(),
        binary(),
        machine.arguments(&["--apply"]).join("' '"),
        machine.path("/persist/var/lib").display(),
        machine.path("/var/lib/db/data/file").display(),
    );
    let Some(output) = on_btrfs(dir.path(), &text) else { return };
    assert_eq!(output.status, 0, "{}{}", output.stdout, output.stderr);
    let flags: Vec<_> = output
        .stdout
        .lines()
        .map(|line| {
            let (flags, name) = line.split_once(' ').unwrap();
            (name.trim(), flags.contains('C'))
        })
        .collect();
    let expected = [
        ("db/data", true),
        ("db/data/file", true),
        ("db/plain", false),
        ("db/plain/file", false),
        ("db/data/later", true),
    ];
    assert_eq!(flags, expected);
}
