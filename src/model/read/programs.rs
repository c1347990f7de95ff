//! Scripts of which nothing but the packages is unknown: without nixpkgs, the `${pkgs.btrfs-progs}` of
//! `${pkgs.btrfs-progs}/bin/btrfs` is not known, but what the command does is.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use super::View;
use crate::model::{Doubt, shell};

/// Stands for a part of a text that is not known.
pub(super) const HOLE: &str = "«?»";

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

/// The text of a script, when it is known but for the packages of well-known programs. Scripts of the configuration that it
/// runs are functions of it.
pub(super) fn text(script: View<'_>) -> Option<Cow<'_, str>> {
    let text = script.text().or_else(|| script.partial())?;
    let whole = match functions(text, script.scripts) {
        Some(functions) => Cow::Owned(functions + text),
        None => Cow::Borrowed(text),
    };
    if whole.contains(HOLE) { with_packages(&whole).map(Cow::Owned) } else { Some(whole) }
}

/// Why the text of a script is not known.
pub(super) fn doubt(script: View<'_>) -> Doubt {
    match script.text() {
        Some(_) => Doubt::from("a program that it runs is not known").at(script.span()),
        None => script.doubt(),
    }
}

/// Whether a command is nothing but a program whose text is known.
pub(super) fn is_script(command: View<'_>) -> bool {
    let program = command.text().and_then(|text| text.split_whitespace().next());
    program.is_some_and(|program| functions(program, command.scripts).is_some())
}

/// The scripts that a text names, and that these name, as functions that are called like their files.
fn functions(text: &str, scripts: &BTreeMap<Arc<str>, Arc<str>>) -> Option<String> {
    let mut found: BTreeMap<&str, &str> = BTreeMap::new();
    let mut texts = vec![text];
    while let Some(text) = texts.pop() {
        for (path, script) in scripts.iter().filter(|(_, script)| is_body(script)) {
            for (at, _) in text.match_indices(&**path) {
                let is_of_path = |c: char| !c.is_whitespace() && !"\"';|&()`".contains(c);
                let program = text[at..].split(|c| !is_of_path(c)).next().unwrap_or_default();
                let name = program.rsplit('/').next().unwrap_or_default();
                if found.insert(name, script).is_none() {
                    texts.push(script);
                }
            }
        }
    }
    let function = |(name, body): (&&str, &&str)| format!("{name}() {{\n{body}\n}}\n");
    (!found.is_empty()).then(|| found.iter().map(function).collect())
}

/// Whether a text can be the body of a function, as the shell is read here: its brackets are balanced.
fn is_body(text: &str) -> bool {
    let mut level = 0;
    let is_within = text.chars().all(|c| {
        level += i32::from(c == '{') - i32::from(c == '}');
        level >= 0
    });
    is_within && level == 0
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
    fn scripts_of_the_configuration_are_functions() {
        let scripts = |texts: &[(&str, &str)]| -> BTreeMap<Arc<str>, Arc<str>> {
            texts.iter().map(|(path, text)| (Arc::from(*path), Arc::from(*text))).collect()
        };
        let known = scripts(&[
            ("/nix/store/0-a", "rm $1; /nix/store/0-b/bin/b"),
            ("/nix/store/0-b", "f() { g; }"),
            ("/nix/store/0-c", "echo }"),
        ]);
        assert_eq!(
            functions("\"/nix/store/0-a\" /x", &known).as_deref(),
            Some("0-a() {\nrm $1; /nix/store/0-b/bin/b\n}\nb() {\nf() { g; }\n}\n")
        );
        assert_eq!(functions("/nix/store/0-c", &known), None, "it has no end");
        assert_eq!(functions("/nix/store/0-d", &known), None);
    }

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
