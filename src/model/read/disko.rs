//! `disko.devices`, for mounts that `fileSystems` does not have because the module of disko is not on disk.

use super::{View, mounts::simple};
use crate::model::{Fact, Mount, Provenance, Set};

/// Why it is not known of a mount whether the initrd makes it.
const ELSEWHERE: &str = "`fileSystems` may say so, and is not known";

pub(super) fn read(config: View<'_>, mounts: &mut Set<Mount>) {
    let devices = config.at(&["disko", "devices"]);
    let mut found = Vec::new();
    let mut lacks = Set::complete(Vec::<Mount>::new());
    let hidden = config.hides(&["disko", "devices"]);
    if hidden || devices.is_there() && devices.is_unknown() {
        lacks.lacks(devices.reason(), config.get("disko").span());
    }
    for (name, view) in devices.get("nodev").attrs(&mut lacks) {
        let point = view.get("mountpoint").text().unwrap_or(name);
        let fs_type = view.get("fsType").string();
        found.push(mount(point, fs_type, view, view.name_span()));
    }
    for kind in ["disk", "mdadm"] {
        for (_, view) in devices.get(kind).attrs(&mut lacks) {
            let inner = if view.is_unknown() { view } else { view.get("content") };
            content(inner, &mut found, &mut lacks);
        }
    }
    for (_, group) in devices.get("lvm_vg").attrs(&mut lacks) {
        for (_, volume) in group.get("lvs").attrs(&mut lacks) {
            content(volume.get("content"), &mut found, &mut lacks);
        }
    }
    for (pool, view) in devices.get("zpool").attrs(&mut lacks) {
        let zfs = || Fact::of_default(Some("zfs".to_owned()));
        if let Some(point) = view.get("mountpoint").text() {
            found.push(Mount {
                device: Fact::of_default(Some(pool.to_owned())),
                ..mount(point, zfs(), view, view.name_span())
            });
        }
        for (name, dataset) in view.get("datasets").attrs(&mut lacks) {
            let point = dataset
                .get("mountpoint")
                .text()
                .or_else(|| dataset.at(&["options", "mountpoint"]).text());
            if let Some(point) = point.filter(|point| point.starts_with('/')) {
                let device = Fact::of_default(Some(format!("{pool}/{name}")));
                found.push(Mount { device, ..mount(point, zfs(), dataset, dataset.name_span()) });
            }
        }
    }
    // The options of `fileSystems` win: disko's module, or the user, made them.
    let all_known = mounts.is_complete();
    for new in found {
        match mounts.items.iter_mut().find(|old| old.path == new.path) {
            Some(old) => {
                // The user's own line about a mount is the better place; else disko's description is.
                let own = config.get("fileSystems").get(&old.path).name;
                if own.is_none() && new.span.is_some() {
                    old.span = new.span;
                }
                complete(old, new);
            }
            None if all_known => mounts.items.push(new),
            None => mounts.items.push(Mount { needed_for_boot: Fact::unknown(ELSEWHERE), ..new }),
        }
    }
    if devices.is_there() || hidden {
        for missing in lacks.missing {
            mounts.lacks(missing.reason, missing.span);
        }
    }
}

/// `fileSystems."/persist".neededForBoot = true;` beside a mount that disko makes: one mount.
fn complete(old: &mut Mount, new: Mount) {
    if old.fs_type.some().is_none() {
        old.fs_type = new.fs_type;
        old.device = new.device;
        if old.options.known().is_none_or(Vec::is_empty) {
            (old.options, old.known_options) = (new.options, new.known_options);
        }
    }
}

fn content(view: View<'_>, found: &mut Vec<Mount>, lacks: &mut Set<Mount>) {
    if !view.is_attrs() {
        if view.is_there() && view.is_set() {
            lacks.lacks(view.reason(), view.span());
        }
        return;
    }
    let kind = view.get("type").text().unwrap_or_default();
    if let Some(point) = view.get("mountpoint").text() {
        let format = if kind == "btrfs" {
            Fact::of_default(Some("btrfs".to_owned()))
        } else {
            view.get("format").string()
        };
        found.push(mount(point, format, view, view.get("mountpoint").span()));
    }
    for (name, subvolume) in known_attrs(view.get("subvolumes"), lacks) {
        let point = subvolume.get("mountpoint");
        let Some(point) = point.text() else {
            if subvolume.is_unknown() || point.is_there() && point.is_unknown() {
                lacks.lacks(point.reason(), subvolume.span());
            }
            continue;
        };
        let mut mount = mount(
            point,
            Fact::of_default(Some("btrfs".to_owned())),
            subvolume,
            subvolume.name_span(),
        );
        let option = format!("subvol={name}");
        if let Fact::Known(options, _) = &mut mount.options {
            options.push(option.clone());
        }
        mount.known_options.push(option);
        found.push(mount);
    }
    for (_, partition) in known_attrs(view.get("partitions"), lacks) {
        let inner = if partition.is_unknown() { partition } else { partition.get("content") };
        content(inner, found, lacks);
    }
    content(view.get("content"), found, lacks);
}

/// The members of a set that may be absent; that it is not known is noted.
fn known_attrs<'a>(view: View<'a>, lacks: &mut Set<Mount>) -> Vec<(&'a str, View<'a>)> {
    if view.is_there() && view.is_unknown() {
        lacks.lacks(view.reason(), view.span());
    }
    view.attrs(&mut Set::<()>::complete(Vec::new()))
}

fn mount(
    point: &str,
    fs_type: Fact<Option<String>>,
    view: View<'_>,
    span: Option<crate::source::Span>,
) -> Mount {
    let options = view.get("mountOptions").strings().items;
    let fs_type = match fs_type {
        Fact::Known(Some(name), _) => Fact::Known(Some(name), Provenance { span }),
        other => other,
    };
    Mount {
        may: view.may,
        span,
        needed_for_boot: Fact::of_default(false),
        ..simple(point, fs_type, options)
    }
}
