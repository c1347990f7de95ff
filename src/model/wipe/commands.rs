//! What the commands of a script wipe.

use super::super::{
    WipeTarget, path,
    script::ROOTS,
    shell::{self, Command},
    surroundings::{Surroundings, below, clean},
};

/// Commands that make a subvolume. They wipe one where another command takes it away before.
const MAKE: [&str; 4] = [
    "a `btrfs subvolume snapshot`",
    "a `btrfs subvolume create`",
    "a `bcachefs subvolume snapshot`",
    "a `bcachefs subvolume create`",
];

/// Leaves out subvolumes that are made and that nothing takes away: making one fails where it is there, and a snapshot ends
/// up in it. Where nothing that is taken away can be followed, it may be that one.
pub(super) fn drop_made(found: &mut Vec<(WipeTarget, &'static str)>) {
    let taken: Vec<WipeTarget> = found
        .iter()
        .filter(|(_, command)| !MAKE.contains(command))
        .map(|(target, _)| target.clone())
        .collect();
    let is_clear = |target: &WipeTarget| *target != WipeTarget::Unclear;
    let may_be_any = !taken.is_empty() && !taken.iter().any(is_clear);
    found.retain(|(target, command)| {
        !MAKE.contains(command) || may_be_any || taken.iter().any(|taken| is_there(taken, target))
    });
}

/// Whether what is taken away is at the place of a subvolume.
fn is_there(taken: &WipeTarget, made: &WipeTarget) -> bool {
    use WipeTarget::{Subvolume, Tree};
    match (taken, made) {
        (Subvolume { name, .. } | Tree { name, .. }, Subvolume { name: made, .. }) => name == made,
        _ => taken == made,
    }
}

/// What a command wipes, and what it is called for the reader.
pub(super) fn targets(
    command: &Command,
    surroundings: &Surroundings,
) -> Vec<(WipeTarget, &'static str)> {
    let arguments = command.arguments();
    let plain: Vec<&str> =
        arguments.iter().map(String::as_str).filter(|word| !word.starts_with('-')).collect();
    let subvolume = |path: &str| subvolume(&surroundings.inside(path), surroundings);
    let device = |words: &[&str]| {
        let device =
            words.iter().rev().find(|word| word.starts_with("/dev/") && shell::is_known(word));
        device.map_or(WipeTarget::Unclear, |device| WipeTarget::Device((*device).to_owned()))
    };
    match (command.program(), plain.as_slice()) {
        ("btrfs" | "bcachefs", [group, action, paths @ ..])
            if "subvolume".starts_with(*group) && !group.is_empty() =>
        {
            let delete = "delete".starts_with(*action);
            let name = match (command.program(), *action) {
                ("btrfs", "snapshot") => "a `btrfs subvolume snapshot`",
                ("btrfs", "create") => "a `btrfs subvolume create`",
                ("btrfs", _) if delete => "a `btrfs subvolume delete`",
                (_, "snapshot") => "a `bcachefs subvolume snapshot`",
                (_, "create") => "a `bcachefs subvolume create`",
                _ if delete => "a `bcachefs subvolume delete`",
                _ => return Vec::new(),
            };
            let paths =
                if *action == "snapshot" { paths.get(1..).unwrap_or_default() } else { paths };
            paths.iter().map(|path| (subvolume(path), name)).collect()
        }
        ("mv", [sources @ .., _]) => {
            let known =
                |path: &&&str| surroundings.over(&clean(&surroundings.inside(path))).is_some();
            let moved = sources.iter().filter(known);
            moved.map(|path| (subvolume(path), "an `mv` in the initrd")).collect()
        }
        // Often the program is in an option that is not known; nothing else has such arguments.
        (_, ["rollback", rest @ ..]) => {
            let of = |word: &&str| word.split_once('@').map(|(dataset, _)| dataset.to_owned());
            let target = match rest.iter().find_map(of) {
                Some(dataset) if shell::is_known(&dataset) => WipeTarget::Dataset(dataset),
                _ => WipeTarget::Unclear,
            };
            vec![(target, "a `zfs rollback`")]
        }
        ("zfs", ["destroy", dataset]) if !dataset.contains('@') => {
            let known = shell::is_known(dataset);
            let target = if known {
                WipeTarget::Dataset((*dataset).to_owned())
            } else {
                WipeTarget::Unclear
            };
            vec![(target, "a `zfs destroy`")]
        }
        (program, plain)
            if program == "mkfs" || program.starts_with("mkfs.") || program == "mke2fs" =>
        {
            let label = label(arguments).map(|label| format!("/dev/disk/by-label/{label}"));
            std::iter::once(device(plain))
                .chain(label.map(WipeTarget::Device))
                .map(|target| (target, "an `mkfs`"))
                .collect()
        }
        ("wipefs", plain) if arguments.iter().any(|word| word == "-a" || word == "--all") => {
            vec![(device(plain), "a `wipefs`")]
        }
        ("blkdiscard", plain) => vec![(device(plain), "a `blkdiscard`")],
        ("cryptsetup", ["luksFormat", plain @ ..]) => {
            vec![(device(plain), "a `cryptsetup luksFormat`")]
        }
        ("lvconvert", _)
            if arguments.iter().any(|word| word == "--merge" || word == "--mergesnapshot") =>
        {
            vec![(WipeTarget::Unclear, "an `lvconvert --merge`")]
        }
        ("lvm", ["lvconvert", ..]) if arguments.iter().any(|word| word == "--merge") => {
            vec![(WipeTarget::Unclear, "an `lvconvert --merge`")]
        }
        ("lvremove", volumes) | ("lvm", ["lvremove", volumes @ ..]) => {
            let volume = |name: &&str| match name.strip_prefix("/dev/").unwrap_or(name) {
                name if shell::is_known(name) && name.contains('/') => {
                    (WipeTarget::Device(format!("/dev/{name}")), "an `lvremove`")
                }
                _ => (WipeTarget::Unclear, "an `lvremove`"),
            };
            volumes.iter().map(volume).collect()
        }
        ("rm", paths)
            if arguments.iter().any(|word| word.starts_with('-') && word.contains(['r', 'R'])) =>
        {
            paths
                .iter()
                .filter_map(|path| whole(&surroundings.inside(path), surroundings))
                .map(|target| (target, "an `rm -r` in the initrd"))
                .collect()
        }
        ("find", [start, ..]) if arguments.iter().any(|word| word == "-delete" || word == "rm") => {
            whole(&surroundings.inside(start), surroundings)
                .map(|target| (target, "a `find -delete` in the initrd"))
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The subvolume at a path.
fn subvolume(path: &str, surroundings: &Surroundings) -> WipeTarget {
    let path = clean(path);
    let (device, name) = match surroundings.over(&path) {
        Some((mount, rest)) => {
            (Some(mount.device.clone()), clean(&format!("{}/{rest}", mount.subvolume)))
        }
        None => (None, path.clone()),
    };
    let name = name.trim_matches('/').to_owned();
    if !shell::is_known(&name) {
        return WipeTarget::Unclear;
    }
    WipeTarget::Subvolume { device: device.filter(|device| shell::is_known(device)), name }
}

/// The label that a command gives to a filesystem.
fn label(arguments: &[String]) -> Option<&String> {
    let at = arguments.iter().position(|word| matches!(word.as_str(), "-L" | "-n" | "--label"))?;
    arguments.get(at + 1).filter(|label| shell::is_known(label))
}

/// The target, when a whole filesystem or a directory at its top is emptied.
fn whole(path: &str, surroundings: &Surroundings) -> Option<WipeTarget> {
    let path = clean(path.trim_end_matches(['*', '.']));
    for root in ROOTS {
        if let Some(rest) = below(&path, root) {
            let rest = path::normalize(rest);
            return shell::is_known(&rest).then_some(WipeTarget::Path(rest));
        }
    }
    let (mount, rest) = surroundings.over(&path)?;
    let known = shell::is_known(&mount.device);
    if !rest.is_empty() {
        let name = clean(&format!("{}/{rest}", mount.subvolume)).trim_matches('/').to_owned();
        let device = known.then(|| mount.device.clone());
        return shell::is_known(&name).then_some(WipeTarget::Tree { device, name });
    }
    Some(match (known, mount.subvolume.as_str()) {
        (false, _) => WipeTarget::Unclear,
        (true, "") => WipeTarget::Device(mount.device.clone()),
        (true, name) => {
            WipeTarget::Subvolume { device: Some(mount.device.clone()), name: name.to_owned() }
        }
    })
}
