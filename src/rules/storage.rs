//! Where help says that something is to be kept.

use super::advice;
use crate::model::{Certainty, Host, Mount, PersistenceEntry, Source};

/// Stands for a filesystem that is kept, where none is known.
pub(super) const SOME: &str = "…";

/// Words in the mount points of filesystems that are there to be kept.
const NAMES: [&str; 4] = ["persist", "preserve", "state", "keep"];

/// The storage that the machine uses: that of a module, or of binds written by hand.
pub(super) fn used(host: &Host) -> Option<&str> {
    advice::root(host).map(|root| root.path.as_str()).or_else(|| bound(host))
}

/// Where something new is kept: in the storage that is used, else on a filesystem whose name says that it is there for that,
/// else beside the Nix store. Nothing is sent to where it is not certainly kept.
pub(super) fn place(host: &Host) -> &str {
    let usual = ["/persist", "/nix/persist"];
    let lasts = |path: &&str| host.kept(path).certainty == Certainty::Yes;
    used(host)
        .or_else(|| named(host).map(|mount| mount.path.as_str()))
        .or_else(|| usual.into_iter().find(lasts))
        .unwrap_or(SOME)
}

/// A filesystem that certainly lasts and is named after that.
fn named(host: &Host) -> Option<&Mount> {
    let is_named = |mount: &&Mount| {
        let name = mount.path.rsplit('/').next().unwrap_or_default();
        NAMES.iter().any(|word| name.contains(word))
    };
    let lasts = |mount: &&Mount| {
        !mount.may && !mount.is_bind() && mount.ephemeral.certainty == Certainty::No
    };
    let mounts = host.mounts.iter().filter(lasts).filter(is_named);
    mounts.min_by_key(|mount| (mount.path.len(), mount.path.as_str()))
}

/// Where binds written by hand lead to, on a machine without a persistence module: `/persist` of `/persist/var/lib/x`.
pub(super) fn bound(host: &Host) -> Option<&str> {
    if host.entries.iter().any(|entry| entry.source.is_module()) {
        return None;
    }
    let binds = host.entries.iter().filter(|entry| entry.source == Source::BindMount);
    let storage = |entry: &'_ PersistenceEntry| entry.storage.len().checked_sub(entry.path.len());
    let mut storages: Vec<&str> = binds
        .filter(|entry| entry.storage.ends_with(&entry.path))
        .filter_map(|entry| entry.storage.get(..storage(entry)?))
        .filter(|storage| !storage.is_empty())
        .collect();
    storages.sort_unstable();
    let count = |storage: &str| storages.iter().filter(|other| **other == storage).count();
    storages.iter().rev().copied().max_by_key(|storage| count(storage))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::host;

    fn place_with(mounts: Value) -> String {
        let mut config = json!({ "fileSystems": { "/": { "device": "none", "fsType": "tmpfs" } } });
        crate::model::testing::merge(&mut config, json!({ "fileSystems": mounts }));
        place(&host(config)).to_owned()
    }

    #[test]
    fn nothing_is_sent_to_where_it_is_wiped() {
        let disk = || json!({ "device": "/dev/sda1", "fsType": "ext4" });
        assert_eq!(place_with(json!({ "/nix": disk(), "/keep": disk() })), "/keep");
        assert_eq!(place_with(json!({ "/nix": disk(), "/home": disk() })), "/nix/persist");
        assert_eq!(place_with(json!({ "/nix/store": disk() })), SOME);
        assert_eq!(place_with(json!({ "/": disk(), "/home": { "fsType": "tmpfs" } })), "/persist");
        assert_eq!(place_with(json!({ "/nix": disk(), "/persist": { "?": "x" } })), "/nix/persist");
        assert_eq!(place_with(json!({ "/nix": { "?": "x" } })), SOME);
        let bound = json!({ "device": "/data/srv", "fsType": "none", "options": ["bind"] });
        assert_eq!(
            place_with(json!({ "/nix": disk(), "/keep": disk(), "/data": disk(), "/srv": bound })),
            "/data"
        );
    }
}
