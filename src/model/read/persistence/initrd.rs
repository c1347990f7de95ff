//! What scripts of the initrd do to what is kept: binds that they make in the root, and files that they put there.

use super::{Collected, by_hand::Link, scripts::may_be_at};
use crate::model::{
    Certainty, Host, How, Mount, Script, Source, ephemeral, path, script,
    surroundings::{Surroundings, clean},
};

/// Directories of a root that files are put into.
const OF_ROOT: [&str; 5] = ["etc", "home", "root", "srv", "var"];

/// Hooks run in the scripted initrd, units in the other.
pub(super) fn read(host: &Host, kept: &mut Collected) {
    let initrd = &host.initrd;
    let hooks = initrd.hooks.iter().map(|hook| (&hook.text, hook.span));
    let units = initrd.units.iter().map(|unit| (&unit.text, unit.span));
    let run = hooks
        .filter(|_| !initrd.systemd.is(&true))
        .chain(units.filter(|_| !initrd.systemd.is(&false)));
    for (text, span) in run {
        let Some(text) = text.known() else {
            // What is bound as early as that is what the machine starts from. What NixOS itself runs has no place.
            if span.is_some() {
                kept.entries.lacks_at("the initrd may bind it", span, Some("/nix"));
            }
            continue;
        };
        let script = Script::read(text);
        for (target, source) in script.mounts() {
            match source {
                Some(storage) => {
                    let link = Link {
                        target: &target,
                        storage: &storage,
                        source: Source::BindMount,
                        how: How::Bind,
                    };
                    link.add(Certainty::Yes, false, span, host, kept);
                }
                None => {
                    let reason = "the initrd mounts something there";
                    kept.entries.lacks_at(reason, span, Some(&target));
                }
            }
        }
        let put = script.puts_elsewhere(|word, surroundings| on_machine(word, surroundings, host));
        kept.entries.items.extend(put.into_iter().map(|path| may_be_at(path, span)));
    }
    if !initrd.units.is_complete() || !initrd.hooks.is_complete() {
        kept.entries.lacks_at("not all of the initrd is known", None, Some("/nix"));
    }
}

/// What a path of the initrd is once the machine runs: one below the root that is mounted there, or in a filesystem that the
/// script mounts somewhere else. Where it is not clear which filesystem that is, it may be the root.
fn on_machine(word: &str, surroundings: &Surroundings, host: &Host) -> Vec<String> {
    let word = clean(&surroundings.inside(word));
    if let Some((path, _)) = script::in_root(&word) {
        return vec![path];
    }
    if let Some((mounted, rest)) = surroundings.over(&word) {
        let of_device = |mount: &&Mount| {
            mount.device.some().is_some_and(|own| path::same_device(own, &mounted.device))
        };
        let name = clean(&format!("{}/{rest}", mounted.subvolume));
        let name = name.trim_start_matches('/');
        let places: Vec<String> = host
            .mounts
            .iter()
            .filter(|mount| !ephemeral::differ(Some(&mounted.device), mount.device.some()))
            .filter_map(|mount| {
                let rest = match mount.subvolume() {
                    Some("") | None if of_device(&mount) => name,
                    Some(own) if !own.is_empty() => path::rest(name, own)?,
                    _ => return None,
                };
                Some(script::known_part(&format!("{}/{rest}", mount.path)).0)
            })
            .collect();
        if !places.is_empty() || host.mounts.iter().any(|mount| of_device(&mount)) {
            return places;
        }
    }
    let parts: Vec<&str> = word.split('/').collect();
    let begins = (1..parts.len()).filter(|&at| OF_ROOT.contains(&parts[at]));
    begins.map(|at| script::known_part(&format!("/{}", parts[at..].join("/"))).0).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::model::{Certainty, testing};

    /// Whether it is known that nothing keeps a path, where the root is a subvolume and the initrd runs this.
    fn is_lost(script: &str, path: &str) -> bool {
        let disk = |name: &str| {
            json!({ "device": "/dev/disk/by-label/main", "fsType": "btrfs",
                "options": [format!("subvol={name}")] })
        };
        let text = format!(
            "mount -o subvol=/ /dev/disk/by-label/main /m\nbtrfs subvolume delete /m/root\n\
             btrfs subvolume snapshot /m/blank /m/root\n{script}"
        );
        let host = testing::host(json!({
            "fileSystems": { "/": disk("root"), "/persist": disk("persist") },
            "boot": { "initrd": { "systemd": { "enable": true, "services": { "wipe": {
                "script": text, "before": ["sysroot.mount"] } } } } },
        }));
        host.kept(path).certainty == Certainty::No
    }

    #[test]
    fn what_is_put_into_the_new_root() {
        let id = "/etc/machine-id";
        for script in [
            "cp /m/persist/etc/machine-id /m/root/etc/machine-id",
            "cp -p /m/persist/etc/machine-id /m/root/etc/",
            "cp -a /m/persist/etc/. /m/root/etc/",
            "cat /m/persist/etc/machine-id > /m/root/etc/machine-id",
            "cd /m/root; cp ../persist/etc/machine-id etc/machine-id",
            "umount /m\nmount -o subvol=root /dev/disk/by-label/main /m; cp /id /m/etc/machine-id",
            "new=$(mktemp -d)\nmount -o subvol=root $device $new\ncp /id \"$new/etc/machine-id\"",
            "cp /id \"$where/root/etc/machine-id\"",
            "ln -s /persist/etc/machine-id /sysroot/etc/machine-id",
        ] {
            assert!(!is_lost(script, id), "{script}");
            assert!(is_lost(script, "/var/lib/x"), "{script}");
        }
        assert!(is_lost("mkdir -p /m/root/etc", id));
        assert!(is_lost("cp /m/root/etc/machine-id /m/persist/etc/machine-id", id));
        assert!(is_lost("cp /m/root/etc/machine-id /m/old/etc/machine-id", id));
    }
}
