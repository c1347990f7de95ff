//! Scripts of which nothing but the packages is unknown: without nixpkgs, the `${pkgs.btrfs-progs}` of
//! `${pkgs.btrfs-progs}/bin/btrfs` is not known, but what the command does is.

use std::borrow::Cow;

use super::View;

/// Stands for a part of a text that is not known.
const HOLE: &str = "«?»";

/// Takes the place of a package: with nixpkgs, such a directory stands there.
const PACKAGE: &str = "/nix/store/a-package";

/// Programs that do the same whoever packs them. What a project writes itself and makes a package of, has another name.
const TOOLS: &str = "
    awk basename bcachefs blkdiscard blkid blockdev btrfs cat chattr chmod chown cp cryptsetup cut date dd dirname dmsetup
    echo env expr false find findmnt flock fsck gawk getfacl grep gzip head install jq ln ls lsattr lsblk lvchange lvconvert
    lvcreate lvm lvremove lvs mke2fs mkdir mkfs mkfs.bcachefs mkfs.btrfs mkfs.ext4 mkfs.f2fs mkfs.vfat mkfs.xfs mktemp mount
    mountpoint mv printf readlink realpath rm rmdir rsync sed seq setfacl sleep sort stat sync systemctl tac tail tar tee
    test touch tr true udevadm umount uniq vgchange wc wipefs xargs zfs zpool
";

/// The text of a script, when it is known but for the packages of well-known programs.
pub(super) fn text(script: View<'_>) -> Option<Cow<'_, str>> {
    script.text().map(Cow::Borrowed).or_else(|| with_packages(script.partial()?).map(Cow::Owned))
}

/// A text with holes, when each of them is the package of a program in [`TOOLS`].
fn with_packages(partial: &str) -> Option<String> {
    let mut parts = partial.split(HOLE);
    let mut whole = parts.next()?.to_owned();
    for part in parts {
        let program = part.strip_prefix("/bin/").or_else(|| part.strip_prefix("/sbin/"))?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || "._-+".contains(c);
        let name = program.split(|c| !is_name(c)).next().unwrap_or_default();
        let is_whole = !program[name.len()..].starts_with(['/', '$', '{']);
        if !is_whole || !TOOLS.split_whitespace().any(|tool| tool == name) {
            return None;
        }
        whole.extend([PACKAGE, part]);
    }
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_of_programs() {
        assert_eq!(
            with_packages("«?»/bin/mount /dev/sda2 /m; z=«?»/sbin/zfs\n\"$z\" list").as_deref(),
            Some(
                "/nix/store/a-package/bin/mount /dev/sda2 /m; z=/nix/store/a-package/sbin/zfs\n\"$z\" list"
            )
        );
    }

    #[test]
    fn whatever_else_is_not_known() {
        for text in [
            "«?»",
            "«?» subvolume delete /m/root",
            "«?»/bin/wipe-root",
            "«?»/bin/btrfs subvolume delete /m/«?»",
            "«?»/bin/rm/x",
            "«?»/bin/",
            "«?»/bin/zfs«?»",
            "«?»/bin/zfs$suffix",
            "«?»/libexec/mount",
            "mount «?» /m",
        ] {
            assert_eq!(with_packages(text), None, "{text}");
        }
    }
}
