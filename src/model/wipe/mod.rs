//! Recognises what the first stage of the boot wipes, in the shell text of its hooks and units, and what a shutdown wipes.
//!
//! Not a shell: commands are looked at in the order they stand, conditions are taken as true, variables are followed
//! when they are assigned once. A path that hangs on anything else makes the target [`WipeTarget::Unclear`].

mod commands;
mod import;

use super::{
    Certainty, Fact, Initrd, InitrdUnit, Set, ShutdownProgram, Unit, Wipe, WipeRunner, WipeTarget,
    shell, surroundings::Surroundings,
};
use crate::source::Span;
pub(super) use import::mark_early;

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
        too_early: false,
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
    let mut surroundings = Surroundings::default();
    let mut found = Vec::new();
    for command in shell::commands(text) {
        if !surroundings.follow(&command) {
            found.extend(commands::targets(&command, &surroundings));
        }
    }
    commands::drop_made(&mut found);
    // What can be followed says enough; the rest are mostly old roots that are thrown away.
    if found.iter().any(|(target, _)| *target != WipeTarget::Unclear) {
        found.retain(|(target, _)| *target != WipeTarget::Unclear);
    }
    let wipe = |(target, command)| Wipe {
        target,
        command,
        by: by.clone(),
        span,
        certainty: Certainty::Yes,
        too_early: false,
    };
    found.into_iter().map(wipe).collect()
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
    fn what_is_made_is_wiped_where_it_was_taken_away() {
        let within = |text: &str| found(&format!("mount -o subvol=/ /dev/sda2 /m\n{text}"));
        let root = || subvolume(Some("/dev/sda2"), "root");
        assert_eq!(within("[ -e /m/persist ] || btrfs subvolume create /m/persist"), []);
        assert_eq!(within("btrfs subvolume snapshot -r /m/root /m/kept/root"), []);
        assert_eq!(
            within("btrfs subvolume create /m/persist\nbtrfs subvolume delete /m/root"),
            [root()]
        );
        assert_eq!(
            within("rm -rf /m/root\nbtrfs subvolume snapshot /m/blank /m/root"),
            [
                WipeTarget::Tree { device: Some("/dev/sda2".to_owned()), name: "root".to_owned() },
                root()
            ]
        );
        // What is deleted may be the one that is made anew.
        assert_eq!(
            within("btrfs subvolume delete \"$1\"\nbtrfs subvolume create /m/root"),
            [root()]
        );
        // Old roots are deleted besides.
        assert_eq!(
            within(
                "btrfs subvolume delete \"$1\"\nbtrfs subvolume create /m/persist\n\
                 mv /m/root /m/old\nbtrfs subvolume create /m/root"
            ),
            [root(), root()]
        );
    }

    #[test]
    fn a_mount_point_is_cleared_away() {
        let text = |end: &str| {
            format!(
                "MNT=$(mktemp -d)\nmount -o subvol=/ /dev/sda2 \"$MNT\"\n\
                 btrfs subvolume delete \"$MNT/root\"\n{end}"
            )
        };
        let root = subvolume(Some("/dev/sda2"), "root");
        let all = WipeTarget::Device("/dev/sda2".to_owned());
        assert_eq!(found(&text("umount \"$MNT\"\nrm -rf \"$MNT\"")), std::slice::from_ref(&root));
        assert_eq!(found(&text("rm -rf \"$MNT\"")), [root, all]);
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
