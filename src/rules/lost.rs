//! What the rules mean by "is not persisted".
//!
//! A path is lost when it certainly lies on a mount that is certainly wiped. It is worth a word only when that is the
//! root of the trouble: what a storage holds that is itself wiped is the matter of `ephemeral-storage`, and a machine
//! without a Nix store is the matter of `ephemeral-nix-store`.

use crate::{
    diagnostic::Diagnostic,
    model::{Backing, Certainty, Host, IMAGES, Mount, PersistenceEntry, path},
};

/// The directories at the root that every machine has. In another one, such as `/tank`, nobody keeps state by accident:
/// something is mounted there that `fileSystems` does not show.
const USUAL: [&str; 7] = ["etc", "home", "opt", "root", "srv", "usr", "var"];

/// The mount a path is lost with, when that is worth a word.
pub(super) fn lost<'h>(host: &'h Host, path: &str) -> Option<&'h Mount> {
    if !USUAL.contains(&path.split('/').nth(1)?) {
        return None;
    }
    let kept = host.kept(path);
    let Backing::Mount(mount) = kept.backing else { return None };
    // An image begins anew at every boot, and what is to last is said.
    let silenced = !kept.through.is_empty()
        || without_store(host).is_some()
        || is_image(host)
        || no_storage_lasts(host);
    (kept.certainty == Certainty::No && !silenced).then_some(mount)
}

/// The wiped mount that `/nix/store` is on, if it is.
pub(super) fn without_store(host: &Host) -> Option<&Mount> {
    let kept = host.kept("/nix/store");
    let Backing::Mount(mount) = kept.backing else { return None };
    let of_store = host.mount("/nix/store").map(|mount| mount.ephemeral.certainty);
    let may_last = of_store.is_some_and(|certainty| certainty != Certainty::Yes);
    (kept.certainty == Certainty::No && !may_last && !is_image(host)).then_some(mount)
}

/// Whether the machine boots an image, which brings the store along below a writable layer.
fn is_image(host: &Host) -> bool {
    IMAGES.iter().any(|point| host.mount(point).is_some())
}

/// The entries of the persistence modules that are certain and name a path.
pub(super) fn entries(host: &Host) -> impl Iterator<Item = &PersistenceEntry> {
    written_entries(host).filter(|entry| !entry.is_blank())
}

/// The entries of the persistence modules that are certain, whatever stands in them.
pub(super) fn written_entries(host: &Host) -> impl Iterator<Item = &PersistenceEntry> {
    host.entries.iter().filter(|entry| entry.source.is_module() && !entry.may)
}

/// Whether an entry that is written but not all known, or that only may hold, can be where a path is.
pub(super) fn half_known(host: &Host, path: &str) -> bool {
    let covers = |entry: &PersistenceEntry| {
        entry.may && !entry.is_blank() && path::is_at_or_below(path, &entry.path)
    };
    let seen = host.entries.missing.iter().any(|missing| {
        let below = missing.below.as_deref();
        !missing.unseen && below.is_none_or(|below| path::is_at_or_below(path, below))
    });
    seen || host.entries.iter().any(covers)
}

/// Whether an entry that is not known, or not for certain, may be where a path is.
pub(super) fn in_doubt(host: &Host, path: &str) -> bool {
    host.entries.missing_for(path).is_some() || half_known(host, path)
}

/// The storage paths that are used, each once.
pub(super) fn storages(host: &Host) -> Vec<&str> {
    let mut storages: Vec<&str> = entries(host).map(|entry| entry.root.as_str()).collect();
    storages.sort_unstable();
    storages.dedup();
    storages
}

/// The wiped mount a storage is on, if it is.
pub(super) fn wiped_storage<'h>(host: &'h Host, storage: &str) -> Option<&'h Mount> {
    let kept = host.kept(storage);
    match kept.backing {
        Backing::Mount(mount) if kept.certainty == Certainty::No => Some(mount),
        _ => None,
    }
}

fn no_storage_lasts(host: &Host) -> bool {
    let storages = storages(host);
    !storages.is_empty() && storages.iter().all(|storage| wiped_storage(host, storage).is_some())
}

/// Adds where it is written that the mount is wiped.
pub(super) fn label_wiped(diagnostic: Diagnostic, mount: &Mount) -> Diagnostic {
    let wiped = &mount.ephemeral;
    let point = &mount.path;
    match (mount.is_memory(), wiped.span) {
        (true, _) => diagnostic.label(mount.span, format!("`{point}` is {}", wiped.why)),
        (false, Some(span)) => {
            diagnostic.label(span, format!("{} empties `{point}` at every boot", wiped.why))
        }
        (false, None) => diagnostic,
    }
}

/// "`/` is a tmpfs", "a `zfs rollback` empties `/` at every boot": the beginning of a reason.
pub(super) fn because(mount: &Mount) -> String {
    let (point, why) = (&mount.path, &mount.ephemeral.why);
    if mount.is_memory() {
        format!("`{point}` is {why}")
    } else {
        format!("{why} empties `{point}` at every boot")
    }
}

/// Whether a path is a mount point that is wiped by design on every machine.
pub(super) fn is_scratch(mount: &Mount) -> bool {
    path::is_volatile(&mount.path)
}

/// Whether a path is in the project itself: a path of Nix, which is copied to the store.
pub(super) fn is_of_project(host: &Host, path: &str) -> bool {
    host.entry.parent().is_some_and(|project| {
        !project.as_os_str().is_empty() && std::path::Path::new(path).starts_with(project)
    })
}
