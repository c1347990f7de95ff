//! `fileSystems`, and what units mount beside them.

use super::View;
use crate::model::{Fact, Mount, Set, path};

pub(super) fn read(config: View<'_>) -> Set<Mount> {
    let mut mounts = file_systems(config);
    units(config.at(&["systemd", "mounts"]), false, &mut mounts);
    units(config.at(&["boot", "initrd", "systemd", "mounts"]), true, &mut mounts);
    mounts
}

fn file_systems(config: View<'_>) -> Set<Mount> {
    let mut mounts = Set::complete(Vec::new());
    for (name, view) in config.get("fileSystems").strictly().attrs(&mut mounts) {
        if !view.is_attrs() {
            mounts.lacks(view.reason(), view.span());
            continue;
        }
        let enable = view.get("enable").bool(true);
        if enable.is(&false) {
            continue;
        }
        let point = view.get("mountPoint");
        let point = match point.text() {
            Some(text) => text,
            None if point.is_unknown() && point.is_there() => {
                mounts.lacks(point.reason(), point.span());
                continue;
            }
            None => name,
        };
        let device = match view.get("device") {
            device if device.is_set() => device.string(),
            device => match view.get("label") {
                label if label.is_set() => label
                    .string()
                    .map(|label| label.map(|label| format!("/dev/disk/by-label/{label}"))),
                _ => device.string(),
            },
        };
        let options = view.get("options").all_strings();
        let known_options = view.get("options").strings().items;
        let mut mount = Mount {
            path: path::normalize(point),
            device,
            fs_type: view.get("fsType").string(),
            options,
            known_options,
            needed_for_boot: view.get("neededForBoot").bool(false),
            upper: view.at(&["overlay", "upperdir"]).text().map(str::to_owned),
            may: view.may || enable.known().is_none(),
            // disko makes mounts out of its own options, whose values are the user's.
            span: view.name_span().or_else(|| {
                ["mountPoint", "device", "fsType", "neededForBoot"]
                    .iter()
                    .find_map(|part| view.get(part).span())
            }),
            ..Mount::default()
        };
        if mount.upper.is_none() {
            mount.upper = mount.option("upperdir").map(str::to_owned);
        }
        mounts.items.push(mount);
    }
    mounts
}

/// Filesystems of the kernel, which hold no files of anybody.
const VIRTUAL: [&str; 18] = [
    "autofs",
    "binfmt_misc",
    "bpf",
    "cgroup2",
    "configfs",
    "debugfs",
    "devpts",
    "devtmpfs",
    "efivarfs",
    "fusectl",
    "hugetlbfs",
    "mqueue",
    "nfsd",
    "proc",
    "pstore",
    "rpc_pipefs",
    "securityfs",
    "sysfs",
];

/// Filesystems of mount units. Binds among them are entries, and what is unknown of the list is told with these
/// (`persistence/by_hand.rs`). A mount point that `fileSystems` has is that one.
fn units(list: View<'_>, in_initrd: bool, mounts: &mut Set<Mount>) {
    for unit in list.items(&mut Set::<()>::complete(Vec::new())) {
        let enable = unit.get("enable").bool(true);
        let options = match unit.get("options") {
            options if options.is_set() => options,
            _ => unit.at(&["mountConfig", "Options"]),
        };
        let words = |text: String| text.split(',').map(str::to_owned).collect::<Vec<_>>();
        let options = options.string().map(|text| text.map_or_else(Vec::new, words));
        let place = unit.get("where");
        let Some(text) = place.text().map(path::normalize) else {
            let is_bind =
                |options: &Vec<String>| options.iter().any(|it| it == "bind" || it == "rbind");
            let is_other = enable.is(&false) || options.known().is_some_and(is_bind);
            if place.is_there() && !is_other {
                mounts.lacks(place.reason(), place.span());
            }
            continue;
        };
        // What the initrd mounts elsewhere is gone with it.
        let point = if in_initrd { path::rest(&text, "/sysroot") } else { Some(text.as_str()) };
        let Some(point) = point.map(path::normalize) else { continue };
        let mut mount = Mount {
            device: unit.get("what").string(),
            known_options: options.known().cloned().unwrap_or_default(),
            options,
            needed_for_boot: if in_initrd {
                Fact::of_default(true)
            } else {
                Fact::unknown("a unit mounts it")
            },
            may: unit.may || place.may || enable.known().is_none(),
            span: place.span(),
            ..simple(&point, unit.get("type").string(), Vec::new())
        };
        mount.upper = mount.option("upperdir").map(str::to_owned);
        let is_virtual = mount.fs_type.some().is_some_and(|kind| VIRTUAL.contains(&kind.as_str()));
        let is_known = mounts.iter().any(|other| other.path == point && !other.may);
        // The one of `system.etc.overlay` is known by its option.
        let is_etc = point == "/etc" && mount.fs_type.is(&Some("overlay".to_owned()));
        let is_none =
            is_virtual || is_known || is_etc || mount.is_bind() || path::is_volatile(&point);
        if !is_none && !enable.is(&false) {
            mounts.items.push(mount);
        }
    }
}

/// A mount of which only these parts are said.
pub(super) fn simple(point: &str, fs_type: Fact<Option<String>>, options: Vec<String>) -> Mount {
    Mount {
        path: path::normalize(point),
        fs_type,
        options: Fact::of_default(options.clone()),
        known_options: options,
        ..Mount::default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::model::{Certainty, testing::ephemeral};

    #[test]
    fn units_mount_filesystems() {
        let kept = |unit: serde_json::Value| {
            let host = ephemeral(json!({ "systemd": { "mounts": [unit] } }));
            (host.kept("/srv/x/y").certainty, host.kept("/srv/z").certainty)
        };
        let at_x =
            |what: &str, kind: &str| json!({ "what": what, "where": "/srv/x", "type": kind });
        assert_eq!(kept(at_x("server:/x", "nfs")), (Certainty::Yes, Certainty::No));
        assert_eq!(kept(at_x("/dev/sdb1", "ext4")), (Certainty::Yes, Certainty::No));
        assert_eq!(kept(at_x("tmpfs", "tmpfs")), (Certainty::No, Certainty::No));
        assert_eq!(kept(at_x("rpc_pipefs", "rpc_pipefs")), (Certainty::No, Certainty::No));
        let unknown = json!({ "what": { "?": "x" }, "where": "/srv/x", "type": { "?": "x" } });
        assert_eq!(kept(unknown), (Certainty::Unknown, Certainty::No));
        let somewhere = json!({ "what": "/dev/sdb1", "where": { "?": "x" }, "type": "ext4" });
        assert_eq!(kept(somewhere), (Certainty::Unknown, Certainty::Unknown));
        let off = json!({ "what": "/dev/sdb1", "where": "/srv/x", "enable": false });
        assert_eq!(kept(off), (Certainty::No, Certainty::No));
        let perhaps = json!({ "what": "/dev/sdb1", "where": "/srv/x", "enable": { "?": "x" } });
        assert_eq!(kept(perhaps), (Certainty::Unknown, Certainty::No));
    }

    #[test]
    fn the_overlay_of_nixos_is_no_filesystem() {
        let unit = json!({ "what": "overlay", "where": "/sysroot/etc", "type": "overlay" });
        let units = json!({ "enable": true, "mounts": [unit] });
        let host = ephemeral(json!({ "boot": { "initrd": { "systemd": units } } }));
        assert!(host.mount("/etc").is_none());
    }

    #[test]
    fn units_of_the_initrd_mount_below_the_new_root() {
        let kept = |place: &str| {
            let unit = json!({ "what": "/dev/sdb1", "where": place, "type": "ext4" });
            let units = json!({ "enable": true, "mounts": [unit] });
            let host = ephemeral(json!({ "boot": { "initrd": { "systemd": units } } }));
            host.kept("/srv/x").certainty
        };
        assert_eq!(kept("/sysroot/srv"), Certainty::Yes);
        assert_eq!(kept("/srv"), Certainty::No);
    }
}
