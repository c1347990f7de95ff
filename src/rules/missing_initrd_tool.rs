//! See `lints/missing-initrd-tool.md`.

use super::{Fixable, Rule, Sink, proposals};
use crate::{
    diagnostic::{Safety, Severity},
    model::{Host, Initrd, InitrdUnit, Script},
};

pub(super) static RULE: Rule = Rule {
    id: "missing-initrd-tool",
    summary: "a script in the initrd runs a program that is not there",
    doc: include_str!("../../lints/missing-initrd-tool.md"),
    severity: Severity::Warning,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

/// A program, the package it is in, and whether `/bin` of the initrd has it anyway
/// (nixos/modules/system/boot/systemd/initrd.nix, initrd-secrets.nix).
type Tool = (&'static [&'static str], &'static str, bool);

const TOOLS: [Tool; 12] = [
    (&["mount", "umount", "fsck"], "util-linux", true),
    (
        &["blkid", "lsblk", "findmnt", "mountpoint", "wipefs", "flock", "blkdiscard"],
        "util-linux",
        false,
    ),
    (
        &[
            "mkdir", "rmdir", "mv", "rm", "cp", "ln", "ls", "cat", "cut", "date", "stat", "head",
            "tail", "sort", "touch", "chmod", "chown", "basename", "dirname", "mktemp", "sleep",
            "wc", "tr", "seq", "tac",
        ],
        "coreutils",
        true,
    ),
    (&["find"], "findutils", true),
    (&["xargs"], "findutils", false),
    (&["grep", "egrep", "fgrep"], "gnugrep", false),
    (&["sed"], "gnused", false),
    (&["awk", "gawk"], "gawk", false),
    (&["btrfs"], "btrfs-progs", true),
    (&["rsync"], "rsync", false),
    (&["jq"], "jq", false),
    (&["perl"], "perl", false),
];

/// Packages that have nothing of [`TOOLS`] but what they are listed with.
const OTHERS: [&str; 8] = [
    "bash",
    "bash-interactive",
    "systemd",
    "kmod",
    "cryptsetup",
    "lvm2",
    "e2fsprogs",
    "dosfstools",
];

fn check(host: &Host, sink: &mut Sink) {
    if !host.initrd.systemd.is(&true) {
        return;
    }
    // ZFS and bcachefs add programs of their own, which only nixpkgs shows.
    let adds = |kind: &String| kind == "zfs" || kind == "bcachefs";
    let plain = host.mode.is_some_and(crate::model::Mode::has_nixpkgs)
        || !host.mounts.iter().any(|mount| mount.fs_type.some().is_some_and(adds));
    for unit in host.initrd.units.iter().filter(|unit| unit.span.is_some()) {
        let (Some(text), Some(path)) = (unit.text.known(), unit.path.known()) else { continue };
        let script = Script::read(text);
        let lacks = |name: &&str| {
            if path.is_empty() {
                plain && !in_bin(&host.initrd, name)
            } else {
                !in_path(path, name)
            }
        };
        let missing: Vec<&str> = script.programs().into_iter().filter(lacks).collect();
        if !missing.is_empty() {
            report(unit, path, &missing, sink);
        }
    }
}

fn report(unit: &InitrdUnit, path: &[String], missing: &[&str], sink: &mut Sink) {
    let names: Vec<_> = missing.iter().map(|name| format!("`{name}`")).collect();
    let mut packages: Vec<_> = missing
        .iter()
        .filter_map(|name| package(name))
        .map(|name| format!("pkgs.{name}"))
        .collect();
    packages.dedup();
    let (unit_name, packages) = (&unit.name, packages.join(" "));
    let (reason, help) = if path.is_empty() {
        (
            "units of the initrd find only the programs of its `/bin`".to_owned(),
            format!("add `boot.initrd.systemd.initrdBin = [ {packages} ];`"),
        )
    } else {
        (
            "`path` takes the place of `/bin`, and its packages do not have them".to_owned(),
            format!("add to `path` of the unit: {packages}"),
        )
    };
    let option = ["boot", "initrd", "systemd", "initrdBin"];
    let value = format!("[ {packages} ]");
    let proposal =
        proposals::option(unit.span, &option, &value, Safety::Safe).filter(|_| path.is_empty());
    let diagnostic = sink
        .diagnostic(format!(
            "`{unit_name}.service` runs {}, which the initrd does not find",
            names.join(", ")
        ))
        .at(unit.span)
        .reason(format!(
            "{reason}: the script ends there, or goes on without what the command would have done"
        ))
        .help(help)
        .propose(proposal);
    sink.report(diagnostic);
}

fn package(name: &str) -> Option<&'static str> {
    TOOLS.iter().find(|(names, ..)| names.contains(&name)).map(|(_, package, _)| *package)
}

/// Whether `/bin` has a program, or may have it.
fn in_bin(initrd: &Initrd, name: &str) -> bool {
    let Some((_, package, always)) = TOOLS.iter().find(|(names, ..)| names.contains(&name)) else {
        return true;
    };
    let all_known = initrd.extra_bin.is_complete() && initrd.packages.is_complete();
    *always
        || !all_known
        || initrd.extra_bin.iter().any(|own| own == name)
        || initrd
            .packages
            .iter()
            .any(|path| package_name(path).is_none_or(|own| own == *package || is_many(own)))
}

/// Whether packages have a program, or may have it.
fn in_path(path: &[String], name: &str) -> bool {
    let Some(wanted) = package(name) else { return true };
    path.iter().any(|path| match package_name(path) {
        Some(own) => own == wanted || !is_known(own),
        None => true,
    })
}

/// Whether a package has the programs of several others.
fn is_many(name: &str) -> bool {
    ["busybox", "toybox", "uutils", "initrd", "env"].iter().any(|many| name.contains(many))
}

fn is_known(name: &str) -> bool {
    OTHERS.contains(&name) || TOOLS.iter().any(|(_, package, _)| *package == name)
}

/// The name of the package at a store path: `/nix/store/<hash>-gnugrep-3.12` is `gnugrep`.
fn package_name(path: &str) -> Option<&str> {
    let (_, name) = path.rsplit('/').next()?.split_once('-')?;
    let version = name.char_indices().find_map(|(at, c)| {
        let digit = name[at + 1..].starts_with(|next: char| next.is_ascii_digit());
        (c == '-' && digit).then_some(at)
    });
    Some(&name[..version.unwrap_or(name.len())])
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        model::testing::{host, merge},
        rules::tests::never_more_by_less_knowledge,
    };

    fn config(script: &str, more: Value) -> Value {
        let mut config = json!({
            "fileSystems": { "/": { "device": "/dev/sda1", "fsType": "btrfs" } },
            "boot": { "initrd": { "systemd": { "enable": true, "services": { "wipe": {
                "script": script, "before": ["sysroot.mount"] } } } } },
        });
        merge(&mut config, json!({ "boot": { "initrd": { "systemd": more } } }));
        config
    }

    fn count(script: &str, more: Value) -> usize {
        RULE.check(&host(config(script, more))).len()
    }

    #[test]
    fn what_bin_has() {
        assert_eq!(count("mkdir /m; mount x /m; find /m -delete; btrfs x", json!({})), 0);
        assert_eq!(count("ls /m | grep x | xargs rm", json!({})), 1);
        assert_eq!(count("/nix/store/x/bin/grep x", json!({})), 0);
        assert_eq!(count("unheard-of x", json!({})), 0);
        assert_eq!(count("grep x", json!({ "extraBin": { "grep": "/x" } })), 0);
        assert_eq!(count("grep x", json!({ "initrdBin": ["/nix/store/hash-gnugrep-3.12"] })), 0);
        assert_eq!(count("grep x", json!({ "initrdBin": ["/nix/store/hash-gnused-4.9"] })), 1);
        assert_eq!(count("grep x", json!({ "initrdBin": [{ "?": "x" }] })), 0);
        assert_eq!(count("grep x", json!({ "enable": false })), 0);
    }

    #[test]
    fn a_path_takes_the_place_of_bin() {
        let path = |packages: Value| json!({ "services": { "wipe": { "path": packages } } });
        let findutils = || json!(["/nix/store/hash-findutils-4.10.0"]);
        assert_eq!(count("find /m -delete", path(findutils())), 0);
        assert_eq!(count("mkdir /m; find /m -delete", path(findutils())), 1);
        assert_eq!(
            count(
                "mkdir /m",
                path(json!(["/nix/store/hash-findutils-4.10.0", "/nix/store/hash-my-tools"]))
            ),
            0
        );
        assert_eq!(count("mkdir /m", path(json!([{ "?": "x" }]))), 0);
    }

    #[test]
    fn silent_about_what_is_unknown() {
        never_more_by_less_knowledge(&config("grep x", json!({})));
    }
}
