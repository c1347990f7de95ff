//! Recognises what the first stage of the boot wipes, in the shell text of its hooks and units.
//!
//! Not a shell: commands are looked at in the order they stand, conditions are taken as true, variables are followed
//! when they are assigned once. A path that hangs on anything else makes the target [`WipeTarget::Unclear`].

mod shell;

use super::{Certainty, Fact, Initrd, InitrdUnit, Wipe, WipeTarget, path};
use crate::source::Span;
use shell::Command;

/// All wipes of the hooks and units, in order.
pub(super) fn find(initrd: &Initrd) -> Vec<Wipe> {
    let mut wipes = Vec::new();
    for hook in &initrd.hooks {
        let span = hook.text.span().or(hook.span);
        match &hook.text {
            Fact::Known(text, _) => wipes.extend(in_text(text, span)),
            Fact::Unknown(_) => wipes.push(opaque(span)),
        }
    }
    for unit in &initrd.units {
        match &unit.text {
            Fact::Known(text, _) => wipes.extend(in_text(text, unit.span)),
            Fact::Unknown(_) if may_wipe(unit) => wipes.push(opaque(unit.span)),
            Fact::Unknown(_) => {}
        }
    }
    wipes
}

fn opaque(span: Option<Span>) -> Wipe {
    Wipe {
        target: WipeTarget::Unclear,
        command: "a program in the initrd",
        span,
        certainty: Certainty::Unknown,
    }
}

/// Whether a unit runs before the root is mounted and is not one of NixOS itself.
fn may_wipe(unit: &InitrdUnit) -> bool {
    const OF_NIXOS: [&str; 16] = [
        "systemd-",
        "initrd-",
        "zfs-",
        "persist-",
        "mdadm",
        "lvm",
        "rngd",
        "sshd",
        "plymouth",
        "dbus",
        "tpm2",
        "kmod",
        "modprobe",
        "emergency",
        "rescue",
        "luks",
    ];
    unit.before.iter().any(|before| before == "sysroot.mount" || before == "initrd-root-fs.target")
        && !OF_NIXOS.iter().any(|prefix| unit.name.starts_with(prefix))
}

/// The wipes of one text.
fn in_text(text: &str, span: Option<Span>) -> Vec<Wipe> {
    let mut mounted: Vec<Mounted> = Vec::new();
    let mut wipes = Vec::new();
    for command in shell::commands(text) {
        if let Some(mount) = Mounted::by(&command) {
            mounted.push(mount);
            continue;
        }
        for (target, name) in targets(&command, &mounted) {
            wipes.push(Wipe { target, command: name, span, certainty: Certainty::Yes });
        }
    }
    // What can be followed says enough; the rest are mostly old roots that are thrown away.
    if wipes.iter().any(|wipe| wipe.target != WipeTarget::Unclear) {
        wipes.retain(|wipe| wipe.target != WipeTarget::Unclear);
    }
    wipes
}

/// A filesystem that the text itself mounts.
struct Mounted {
    directory: String,
    device: String,
    subvolume: String,
}

impl Mounted {
    fn by(command: &Command) -> Option<Self> {
        if command.program() != "mount" {
            return None;
        }
        let mut options = String::new();
        let mut places = Vec::new();
        let mut words = command.arguments().iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "-o" | "--options" => options.clone_from(words.next()?),
                "-t" | "--types" => drop(words.next()),
                word if word.starts_with("-o") => word[2..].clone_into(&mut options),
                word if word.starts_with('-') => {}
                word => places.push(word.to_owned()),
            }
        }
        let [device, directory] = places.try_into().ok()?;
        let subvolume = options
            .split(',')
            .find_map(|option| option.strip_prefix("subvol="))
            .unwrap_or_default();
        Some(Self {
            directory: clean(&directory),
            device,
            subvolume: subvolume.trim_matches('/').to_owned(),
        })
    }
}

/// A path without doubled or final slashes; it may begin with a variable.
fn clean(path: &str) -> String {
    let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
    format!("{}{}", if path.starts_with('/') { "/" } else { "" }, parts.join("/"))
}

fn targets(command: &Command, mounted: &[Mounted]) -> Vec<(WipeTarget, &'static str)> {
    let arguments = command.arguments();
    let plain: Vec<&str> =
        arguments.iter().map(String::as_str).filter(|word| !word.starts_with('-')).collect();
    let subvolume = |path: &str| subvolume(path, mounted);
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
            let known = |path: &&&str| {
                mounted.iter().any(|mount| below(&clean(path), &mount.directory).is_some())
            };
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
        (program, plain) if program == "mkfs" || program.starts_with("mkfs.") => {
            let device = plain.iter().rev().find(|word| word.starts_with("/dev/"));
            let target = device
                .map_or(WipeTarget::Unclear, |device| WipeTarget::Device((*device).to_owned()));
            vec![(target, "an `mkfs`")]
        }
        ("lvconvert", _) if arguments.iter().any(|word| word == "--merge") => {
            vec![(WipeTarget::Unclear, "an `lvconvert --merge`")]
        }
        ("rm", paths)
            if arguments.iter().any(|word| word.starts_with('-') && word.contains(['r', 'R'])) =>
        {
            paths
                .iter()
                .filter_map(|path| whole(path, mounted))
                .map(|target| (target, "an `rm -r` in the initrd"))
                .collect()
        }
        ("find", [start, ..]) if arguments.iter().any(|word| word == "-delete" || word == "rm") => {
            whole(start, mounted)
                .map(|target| (target, "a `find -delete` in the initrd"))
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The subvolume at a path.
fn subvolume(path: &str, mounted: &[Mounted]) -> WipeTarget {
    let path = clean(path);
    let found =
        mounted.iter().rev().find_map(|mount| Some((mount, below(&path, &mount.directory)?)));
    let (device, name) = match found {
        Some((mount, rest)) => {
            (Some(mount.device.clone()), clean(&format!("{}/{rest}", mount.subvolume)))
        }
        None => (None, path),
    };
    let name = name.trim_matches('/').to_owned();
    if !shell::is_known(&name) {
        return WipeTarget::Unclear;
    }
    WipeTarget::Subvolume { device: device.filter(|device| shell::is_known(device)), name }
}

/// The target, when a whole filesystem is emptied.
fn whole(path: &str, mounted: &[Mounted]) -> Option<WipeTarget> {
    let path = clean(path.trim_end_matches(['*', '.']));
    for root in ["/mnt-root", "/sysroot", shell::TARGET_ROOT] {
        if let Some(rest) = below(&path, root) {
            let rest = path::normalize(rest);
            return shell::is_known(&rest).then_some(WipeTarget::Path(rest));
        }
    }
    let mount = mounted.iter().rev().find(|mount| path == mount.directory)?;
    let known = shell::is_known(&mount.device);
    Some(match (known, mount.subvolume.as_str()) {
        (false, _) => WipeTarget::Unclear,
        (true, "") => WipeTarget::Device(mount.device.clone()),
        (true, name) => {
            WipeTarget::Subvolume { device: Some(mount.device.clone()), name: name.to_owned() }
        }
    })
}

fn below<'a>(path: &'a str, directory: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(directory)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<WipeTarget> {
        in_text(text, None).into_iter().map(|wipe| wipe.target).collect()
    }

    fn subvolume(device: Option<&str>, name: &str) -> WipeTarget {
        WipeTarget::Subvolume { device: device.map(str::to_owned), name: name.to_owned() }
    }

    #[test]
    fn follows_the_script_of_the_readme() {
        let text = r#"
            mkdir /btrfs_tmp
            mount /dev/root_vg/root /btrfs_tmp
            if [[ -e /btrfs_tmp/root ]]; then
                mkdir -p /btrfs_tmp/old_roots
                timestamp=$(date --date="@$(stat -c %Y /btrfs_tmp/root)" "+%Y-%m-%-d_%H:%M:%S")
                mv /btrfs_tmp/root "/btrfs_tmp/old_roots/$timestamp"
            fi
            delete_subvolume_recursively() {
                IFS=$'\n'
                for i in $(btrfs subvolume list -o "$1" | cut -f 9- -d ' '); do
                    delete_subvolume_recursively "/btrfs_tmp/$i"
                done
                btrfs subvolume delete "$1"
            }
            for i in $(find /btrfs_tmp/old_roots/ -maxdepth 1 -mtime +30); do
                delete_subvolume_recursively "$i"
            done
            btrfs subvolume create /btrfs_tmp/root
            umount /btrfs_tmp
        "#;
        let root = subvolume(Some("/dev/root_vg/root"), "root");
        assert_eq!(found(text), [root.clone(), root]);
    }

    #[test]
    fn follows_variables_and_blank_snapshots() {
        let text = r#"
            MNT=$(mktemp -d)
            DEV="/dev/disk/by-label/nixos"
            (
              mount -t btrfs -o subvol=/ "$DEV" "$MNT"
              btrfs subvolume list -o "$MNT/root" | cut -f9 -d' ' | while read sub; do
                btrfs subvolume delete "$MNT/$sub"
              done && btrfs sub del ${MNT}/root
              btrfs subvolume snapshot $MNT/root-blank $MNT/root
            )
        "#;
        let root = subvolume(Some("/dev/disk/by-label/nixos"), "root");
        assert_eq!(found(text), [root.clone(), root]);
    }

    #[test]
    fn finds_rollbacks_and_formats() {
        let dataset = |name: &str| WipeTarget::Dataset(name.to_owned());
        assert_eq!(
            found("zfs rollback -r rpool/local/root@blank && echo done"),
            [dataset("rpool/local/root")]
        );
        assert_eq!(
            found("/nix/store/x-zfs/bin/zfs rollback rpool/root@empty"),
            [dataset("rpool/root")]
        );
        assert_eq!(found("«?» rollback -r rpool/root@empty"), [dataset("rpool/root")]);
        assert_eq!(found("# zfs rollback rpool/root@empty"), []);
        assert_eq!(found("mkfs.ext4 -F /dev/sda2"), [WipeTarget::Device("/dev/sda2".to_owned())]);
        assert_eq!(found("rm -rf /mnt-root/*"), [WipeTarget::Path("/".to_owned())]);
        assert_eq!(found("rm -rf $targetRoot/home"), [WipeTarget::Path("/home".to_owned())]);
        assert_eq!(found("btrfs subvolume delete \"$1\""), [WipeTarget::Unclear]);
        assert_eq!(found("rm -f /tmp/x; mkdir /mnt"), []);
    }
}
