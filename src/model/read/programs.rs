//! Scripts of which nothing but the packages is unknown: without nixpkgs, the `${pkgs.btrfs-progs}` of
//! `${pkgs.btrfs-progs}/bin/btrfs` is not known, but what the command does is.

use std::borrow::Cow;

use super::View;
use crate::model::shell;

/// Stands for a part of a text that is not known.
const HOLE: &str = "«?»";

/// Takes the place of what is not known in the value of a variable.
const VARIABLE: &str = "${not_known}";

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

/// What the shell does itself, as far as it runs nothing that is not in the text.
const OF_SHELL: &str = "
    : [ [[ break case cd command continue declare exit export hash let local popd pushd read readonly return set shift
    shopt trap type ulimit umask unset wait
";

/// The text of a script, when it is known but for the packages of well-known programs.
pub(super) fn text(script: View<'_>) -> Option<Cow<'_, str>> {
    script.text().map(Cow::Borrowed).or_else(|| with_packages(script.partial()?).map(Cow::Owned))
}

/// A text with holes, when each of them is the package of a program in [`TOOLS`], or in the value of a variable.
fn with_packages(partial: &str) -> Option<String> {
    let mut parts = partial.split(HOLE);
    let mut whole = parts.next()?.to_owned();
    let mut has_variables = false;
    for part in parts {
        if is_tool_of_package(part) {
            whole.extend([PACKAGE, part]);
        } else if is_assigned(&whole) {
            has_variables = true;
            whole.extend([VARIABLE, part]);
        } else {
            return None;
        }
    }
    (!has_variables || runs_tools(&whole)).then_some(whole)
}

/// Whether what follows a package names one of its programs, which does the same whoever packs it.
fn is_tool_of_package(after: &str) -> bool {
    let Some(program) = after.strip_prefix("/bin/").or_else(|| after.strip_prefix("/sbin/")) else {
        return false;
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || "._-+".contains(c);
    let name = program.split(|c| !is_name(c)).next().unwrap_or_default();
    let is_whole = !program[name.len()..].starts_with(['/', '$', '{']);
    is_whole && is_one_of(TOOLS, name)
}

/// Whether a text ends in the value of a variable: `PATH="$PATH:`.
fn is_assigned(before: &str) -> bool {
    let line = before.rsplit(['\n', ';']).next().unwrap_or_default().trim_start();
    let keywords = ["export ", "local ", "readonly "];
    let line = keywords.iter().find_map(|word| line.strip_prefix(word)).unwrap_or(line);
    let Some((name, value)) = line.split_once('=') else { return false };
    let within = match value.strip_prefix('"') {
        Some(quoted) => !quoted.contains('"'),
        None => !value.contains(|c: char| c.is_whitespace() || "&|()".contains(c)),
    };
    shell::is_name(name) && within && !value.contains("$(") && !value.contains('`')
}

/// Whether it does not matter what the variables of a text are for the question which programs it runs.
fn runs_tools(text: &str) -> bool {
    shell::commands(text).iter().all(|command| {
        let name = command.name();
        let is_tool = || is_one_of(TOOLS, name) || is_one_of(OF_SHELL, name);
        shell::is_known(name) && (name.contains('/') || is_tool())
    })
}

fn is_one_of(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|other| other == word)
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
    fn values_of_variables() {
        for assignment in [
            "PATH=\"$PATH:«?»/bin\"",
            "export PATH=«?»/bin:«?»/sbin:$PATH",
            "bin=\"«?»\"\nPATH=\"$PATH:$bin\"",
            "mkdir /m; device=«?»",
        ] {
            let text = format!("{assignment}\nif [ -e /m ]; then mount \"$device\" /m; fi");
            let known = text.replace("«?»", "${not_known}");
            assert_eq!(with_packages(&text), Some(known), "{assignment}");
        }
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
            "PATH=$PATH:«?»/bin\nroll-back /dev/sda2",
            "wipe=«?»\n$wipe /dev/sda2",
            "x=$(«?» list)",
            "x=\"a\" «?»",
            "x=y; echo «?»",
        ] {
            assert_eq!(with_packages(text), None, "{text}");
        }
    }
}
