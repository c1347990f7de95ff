//! Recognises what the first stage of the boot wipes, in the shell text of its hooks and units, and what a shutdown wipes.
//!
//! Not a shell: commands are looked at in the order they stand, conditions are taken as true, variables are followed
//! when they are assigned once. A path that hangs on anything else makes the target [`WipeTarget::Unclear`].

use super::{
    Certainty, Fact, Initrd, InitrdUnit, Set, ShutdownProgram, Unit, Wipe, WipeRunner, WipeTarget,
    path,
    script::{Mounting, ROOTS},
    shell::{self, Command},
};
use crate::source::Span;

/// All wipes of the hooks and units, in order.
pub(super) fn find(
    initrd: &Initrd,
    services: &Set<Unit>,
    at_shutdown: &[ShutdownProgram],
) -> Vec<Wipe> {
    let mut wipes = Vec::new();
    for hook in &initrd.hooks {
        let span = hook.text.span().or(hook.span);
        match &hook.text {
            Fact::Known(text, _) => {
                let by = WipeRunner::Hook(hook.option);
                let found = in_text(text, &by, span);
                if found.is_empty() && runs_script(text) {
                    wipes.push(opaque(by, span));
                }
                wipes.extend(found);
            }
            Fact::Unknown(_) => wipes.push(opaque(WipeRunner::Hook(hook.option), span)),
        }
    }
    for unit in &initrd.units {
        let by = WipeRunner::Unit(unit.name.clone());
        match &unit.text {
            Fact::Known(text, _) => {
                let found = in_text(text, &by, unit.span);
                if found.is_empty() && may_wipe(unit) && runs_script(text) {
                    wipes.push(opaque(by, unit.span));
                }
                wipes.extend(found);
            }
            Fact::Unknown(_) if may_wipe(unit) => wipes.push(opaque(by, unit.span)),
            Fact::Unknown(_) => {}
        }
    }
    // Nobody can tell whether a machine is shut down or loses its power.
    for unit in services.iter().filter(|unit| !unit.may && unit.enable.is(&true)) {
        let by = WipeRunner::Stop(unit.name.clone());
        let found = in_text(&unit.stop, &by, unit.span).into_iter();
        let clear = found.filter(|wipe| wipe.target != WipeTarget::Unclear);
        wipes.extend(clear.map(|wipe| Wipe { certainty: Certainty::Unknown, ..wipe }));
    }
    for program in at_shutdown {
        let by = WipeRunner::Shutdown(program.path.clone());
        match &program.text {
            Fact::Known(text, _) if !runs_script(text) => {
                let found = in_text(text, &by, program.span).into_iter();
                wipes.extend(found.map(|wipe| Wipe { certainty: Certainty::Unknown, ..wipe }));
            }
            _ => {
                let command = "a program at shutdown";
                wipes.push(Wipe { command, ..opaque(by, program.span) });
            }
        }
    }
    wipes
}

fn opaque(by: WipeRunner, span: Option<Span>) -> Wipe {
    Wipe {
        by,
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
    let early = |before: &String| before == "sysroot.mount" || before == "initrd-root-fs.target";
    (unit.before.iter().any(early) || !unit.before.is_complete())
        && !OF_NIXOS.iter().any(|prefix| unit.name.starts_with(prefix))
}

/// Whether a text runs a script that was written into the store, of which only the path is known: a file by itself, or a
/// program that is named like its package.
fn runs_script(text: &str) -> bool {
    shell::commands(text).iter().any(|command| {
        let Some(place) = command.name().strip_prefix("/nix/store/") else { return false };
        let mut parts = place.split('/');
        let package = parts.next().and_then(|name| name.split_once('-')).map(|(_, name)| name);
        match parts.next() {
            None => true,
            Some(_) => parts.next() == package,
        }
    })
}

/// The wipes of one text.
fn in_text(text: &str, by: &WipeRunner, span: Option<Span>) -> Vec<Wipe> {
    let mut mounted: Vec<Mounted> = Vec::new();
    let mut wipes = Vec::new();
    let mut directory = String::new();
    for command in shell::commands(text) {
        if matches!(command.program(), "cd" | "pushd") {
            directory =
                command.arguments().first().map(|to| inside(&directory, to)).unwrap_or_default();
            continue;
        }
        if let Some(mount) = Mounted::by(&command) {
            mounted.push(mount);
            continue;
        }
        for (target, name) in targets(&command, &mounted, &directory) {
            let by = by.clone();
            wipes.push(Wipe { target, command: name, by, span, certainty: Certainty::Yes });
        }
    }
    // What can be followed says enough; the rest are mostly old roots that are thrown away.
    if wipes.iter().any(|wipe| wipe.target != WipeTarget::Unclear) {
        wipes.retain(|wipe| wipe.target != WipeTarget::Unclear);
    }
    wipes
}

/// A filesystem that the text itself mounts.
pub(super) struct Mounted {
    pub(super) directory: String,
    pub(super) device: String,
    pub(super) subvolume: String,
}

impl Mounted {
    pub(super) fn by(command: &Command) -> Option<Self> {
        let Mounting { options, places, .. } = Mounting::by(command)?;
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
pub(super) fn clean(path: &str) -> String {
    let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
    format!("{}{}", if path.starts_with('/') { "/" } else { "" }, parts.join("/"))
}

/// A path seen from a directory.
pub(super) fn inside(directory: &str, path: &str) -> String {
    let relative = !directory.is_empty() && !path.starts_with('/') && shell::is_plain(path);
    if relative { format!("{directory}/{path}") } else { path.to_owned() }
}

fn targets(
    command: &Command,
    mounted: &[Mounted],
    directory: &str,
) -> Vec<(WipeTarget, &'static str)> {
    let arguments = command.arguments();
    let plain: Vec<&str> =
        arguments.iter().map(String::as_str).filter(|word| !word.starts_with('-')).collect();
    let subvolume = |path: &str| subvolume(&inside(directory, path), mounted);
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
            let known = |path: &&&str| {
                let path = clean(&inside(directory, path));
                mounted.iter().any(|mount| below(&path, &mount.directory).is_some())
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
                .filter_map(|path| whole(&inside(directory, path), mounted))
                .map(|target| (target, "an `rm -r` in the initrd"))
                .collect()
        }
        ("find", [start, ..]) if arguments.iter().any(|word| word == "-delete" || word == "rm") => {
            whole(&inside(directory, start), mounted)
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

/// The label that a command gives to a filesystem.
fn label(arguments: &[String]) -> Option<&String> {
    let at = arguments.iter().position(|word| matches!(word.as_str(), "-L" | "-n" | "--label"))?;
    arguments.get(at + 1).filter(|label| shell::is_known(label))
}

/// The target, when a whole filesystem or a directory at its top is emptied.
fn whole(path: &str, mounted: &[Mounted]) -> Option<WipeTarget> {
    let path = clean(path.trim_end_matches(['*', '.']));
    for root in ROOTS {
        if let Some(rest) = below(&path, root) {
            let rest = path::normalize(rest);
            return shell::is_known(&rest).then_some(WipeTarget::Path(rest));
        }
    }
    let (mount, rest) =
        mounted.iter().rev().find_map(|mount| Some((mount, below(&path, &mount.directory)?)))?;
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

pub(super) fn below<'a>(path: &'a str, directory: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(directory)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<WipeTarget> {
        in_text(text, &WipeRunner::Hook("postDeviceCommands"), None)
            .into_iter()
            .map(|wipe| wipe.target)
            .collect()
    }

    fn subvolume(device: Option<&str>, name: &str) -> WipeTarget {
        WipeTarget::Subvolume { device: device.map(str::to_owned), name: name.to_owned() }
    }

    #[test]
    fn scripts_of_the_store_can_do_anything() {
        assert!(runs_script("echo now && /nix/store/abc-roll-back /dev/sda1"));
        assert!(runs_script("/nix/store/abc-roll-back/bin/roll-back"));
        assert!(!runs_script("/nix/store/abc-zfs-user-2.3/bin/zfs list; mkdir /x"));
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
        let device = |name: &str| WipeTarget::Device(name.to_owned());
        assert_eq!(found("mkfs.ext4 -F /dev/sda2"), [device("/dev/sda2")]);
        let labelled = [device("/dev/sda2"), device("/dev/disk/by-label/root")];
        assert_eq!(found("mkfs.ext4 -L root /dev/sda2"), labelled);
        assert_eq!(
            found("lvremove -f vg/root; lvcreate -s -n root vg/blank"),
            [device("/dev/vg/root")]
        );
        assert_eq!(found("lvconvert --merge vg/blank"), [WipeTarget::Unclear]);
        assert_eq!(
            found("zfs destroy -r rpool/root; zfs clone rpool/b@c rpool/root"),
            [dataset("rpool/root")]
        );
        assert_eq!(found("zfs destroy rpool/root@old"), []);
        assert_eq!(
            found("for s in a b; do zfs rollback -r p/$s@blank; done"),
            [dataset("p/a"), dataset("p/b")]
        );
        assert_eq!(found("rm -rf /mnt-root/*"), [WipeTarget::Path("/".to_owned())]);
        assert_eq!(found("rm -rf $targetRoot/home"), [WipeTarget::Path("/home".to_owned())]);
        assert_eq!(found("btrfs subvolume delete \"$1\""), [WipeTarget::Unclear]);
        assert_eq!(found("rm -f /tmp/x; mkdir /mnt"), []);
        let tree = |name: &str| WipeTarget::Tree {
            device: Some("/dev/sda2".to_owned()),
            name: name.to_owned(),
        };
        assert_eq!(
            found("mount /dev/sda2 /m; rm -rf /m/@root/* /m/@root/home/*/.cache"),
            [tree("@root")]
        );
        assert_eq!(found("mount /dev/sda2 /m; find /m/root -mindepth 1 -delete"), [tree("root")]);
    }

    #[test]
    fn follows_directories_and_functions() {
        let root = subvolume(Some("/dev/sda2"), "root");
        assert_eq!(
            found("mount /dev/sda2 /m; cd /m; btrfs subvolume delete root"),
            std::slice::from_ref(&root)
        );
        let function = r#"
            wipe() { local dir="$1"; btrfs subvolume delete -R "/m/$1"; }
            mount -o subvolid=5 /dev/sda2 /m
            for name in root; do wipe "$name"; done
        "#;
        assert_eq!(found(function), [root]);
    }
}
