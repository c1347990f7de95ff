//! `fileSystems`

use super::View;
use crate::model::{Fact, Mount, Set, path};

pub(super) fn read(config: View<'_>) -> Set<Mount> {
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
