//! Where scripts of the initrd put old roots away, instead of deleting them at once.

use super::{
    Fact, Initrd, path,
    shell::{self, Command},
    surroundings::{Surroundings, below, clean},
};

/// A folder of old roots.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PutAway {
    /// The device that the script mounts to get there; `None` when the folder is a path of the machine.
    pub device: Option<String>,
    /// The folder: from the top of the filesystem of the device, or a path of the machine. Absolute and normalized.
    pub path: String,
}

impl PutAway {
    /// Those of an initrd, each once, as far as the text says where they are.
    #[must_use]
    pub fn of(initrd: &Initrd) -> Vec<Self> {
        let hooks = initrd.hooks.iter().map(|hook| &hook.text);
        let texts = hooks.chain(initrd.units.iter().map(|unit| &unit.text));
        let mut found: Vec<Self> =
            texts.filter_map(Fact::known).flat_map(|text| Self::in_text(text)).collect();
        found.sort();
        found.dedup();
        found
    }

    fn in_text(text: &str) -> Vec<Self> {
        let mut surroundings = Surroundings::default();
        let mut found = Vec::new();
        for command in shell::commands(text) {
            if !surroundings.follow(&command)
                && let Some(target) = put(&command)
            {
                found.extend(Self::folder(&surroundings.inside(target), &surroundings));
            }
        }
        found
    }

    /// The folder of a path whose name is made up by the script: a date, mostly.
    fn folder(target: &str, surroundings: &Surroundings) -> Option<Self> {
        let folder = match target.rsplit_once('/')? {
            (folder, "") => folder,
            (folder, name) if !shell::is_known(name) => folder,
            // A name of its own is overwritten at each boot, or is the new root.
            _ => return None,
        };
        let folder = clean(folder);
        for root in ["/mnt-root", "/sysroot", shell::TARGET_ROOT] {
            if let Some(rest) = below(&folder, root) {
                let path = path::normalize(rest);
                return shell::is_known(&path).then_some(Self { device: None, path });
            }
        }
        let (mount, rest) = surroundings.over(&folder)?;
        let path = path::normalize(&format!("/{}/{rest}", mount.subvolume));
        let known = shell::is_known(&mount.device) && shell::is_known(&path);
        known.then(|| Self { device: Some(mount.device.clone()), path })
    }
}

/// Where a command moves something to, or makes a snapshot.
fn put(command: &Command) -> Option<&str> {
    let words: Vec<&str> = command.arguments().iter().map(String::as_str).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.starts_with('-')).collect();
    match (command.program(), words.as_slice()) {
        ("mv", [_, .., target]) => Some(target),
        ("btrfs" | "bcachefs", [group, action, _, target])
            if !group.is_empty()
                && "subvolume".starts_with(*group)
                && action.len() > 1
                && "snapshot".starts_with(*action) =>
        {
            Some(target)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn finds(text: &str, expected: &[(Option<&str>, &str)]) {
        let found = PutAway::in_text(text);
        let found: Vec<_> =
            found.iter().map(|found| (found.device.as_deref(), found.path.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_script_of_impermanence() {
        finds(
            r#"
            mount /dev/root_vg/root /btrfs_tmp
            if [[ -e /btrfs_tmp/root ]]; then
                mkdir -p /btrfs_tmp/old_roots
                timestamp=$(date --date="@$(stat -c %Y /btrfs_tmp/root)" "+%Y-%m-%-d_%H:%M:%S")
                mv /btrfs_tmp/root "/btrfs_tmp/old_roots/$timestamp"
            fi
            btrfs subvolume create /btrfs_tmp/root
            "#,
            &[(Some("/dev/root_vg/root"), "/old_roots")],
        );
    }

    #[test]
    fn snapshots_folders_and_subvolumes() {
        let device = Some("/dev/sda2");
        finds(
            "mount -o subvol=/ /dev/sda2 /mnt\nbtrfs sub snap -r /mnt/@root /mnt/@snapshots/root-$(date +%F)",
            &[(device, "/@snapshots")],
        );
        finds(
            "mount -t bcachefs /dev/sda2 /tmp/x\ncd /tmp/x\nbcachefs subvolume snapshot @root @snapshots/$(date +%s)",
            &[(device, "/@snapshots")],
        );
        finds("mount -o subvol=state /dev/sda2 /m\nmv /m/root /m/old/", &[(device, "/state/old")]);
        finds("mv /sysroot/var \"/sysroot/persist/old/$now\"", &[(None, "/persist/old")]);
    }

    #[test]
    fn what_is_no_folder_of_old_roots() {
        for text in [
            "mount /dev/sda2 /m\nbtrfs subvolume snapshot /m/@blank /m/@root",
            "mount /dev/sda2 /m\nmv /m/root /m/old_root",
            "mount $device /m\nmv /m/root /m/old/$now",
            "mv /m/root /m/old/$now",
            "mount /dev/sda2 /m\nmv /m/root \"/m/$where/$now\"",
            "mount /dev/sda2 /m\nrm -r /m/root/*",
        ] {
            finds(text, &[]);
        }
    }
}
