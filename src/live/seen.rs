//! What rules want to know of the machine they run on.

use std::path::{Path, PathBuf};

use super::{AuditRequest, Configured, Error, Mounts, Watch, audit};
use crate::model::{Host, PersistenceEntry, Seen, SeenLoss, SeenStale, path};

/// What is on this machine, if it is that host.
///
/// # Errors
/// When the machine cannot be looked at, or not all of it: then it would be said of too little.
pub fn see(host: &Host) -> Result<Seen, Error> {
    let configured = Configured::of(host);
    let mounts = Mounts::of_this_machine()?;
    let request = AuditRequest {
        configured: &configured,
        root: PathBuf::from("/"),
        since: None,
        against: None,
    };
    let found = audit(&request, &Watch::default())?.unpersisted;
    let lost = found.into_iter().filter(|found| found.matters() && !found.pending);
    let unpersisted = lost.filter_map(|found| {
        Some(SeenLoss {
            path: found.path.to_str()?.to_owned(),
            owner: found.owner,
            loss: found.loss,
            files: found.files,
            entry: found.entry.map(|entry| entry.text()),
        })
    });
    let unpersisted = unpersisted.collect();
    Ok(Seen { unpersisted, unmigrated: unmigrated(host, &mounts), stale: stale(host) })
}

/// The entries with data on the side that is wiped and none in the storage.
fn unmigrated(host: &Host, mounts: &Mounts) -> Vec<String> {
    let entries = host.entries.iter().filter(|entry| entry.source.is_module() && !entry.may);
    let waits = |entry: &&PersistenceEntry| {
        let live = Path::new(&entry.path);
        let storage_is_there = Path::new(&entry.root).is_dir();
        storage_is_there
            && mounts.at(live).is_none()
            && leads_nowhere_else(live)
            && has_data(live)
            && !has_data(Path::new(&entry.storage))
    };
    entries.filter(waits).map(|entry| entry.path.clone()).collect()
}

/// Whether no directory on the way to a path is a link, nor the path itself.
fn leads_nowhere_else(path: &Path) -> bool {
    let is_link = |path: &Path| path.symlink_metadata().is_ok_and(|found| found.is_symlink());
    !path.ancestors().any(is_link)
}

/// Whether there is a file that is not empty, or a directory with something in it. What cannot be read may have some.
fn has_data(path: &Path) -> bool {
    match path.symlink_metadata() {
        Ok(found) if found.is_dir() => {
            std::fs::read_dir(path).map_or(true, |mut inside| inside.next().is_some())
        }
        Ok(found) => found.len() > 0,
        Err(error) => error.kind() != std::io::ErrorKind::NotFound,
    }
}

/// What is in the storages that nothing of the configuration leads to. Nothing, when not all is known that could.
fn stale(host: &Host) -> Vec<SeenStale> {
    if !host.entries.is_complete() || !host.mounts.is_complete() {
        return Vec::new();
    }
    let used = used(host);
    let mut storages: Vec<&str> = host
        .entries
        .iter()
        .filter(|entry| entry.source.is_module())
        .map(|entry| entry.root.as_str())
        .collect();
    storages.sort_unstable();
    storages.dedup();
    let mut stale = Vec::new();
    for storage in storages.into_iter().filter(|storage| *storage != "/") {
        unused(storage, storage, &used, &mut stale);
    }
    stale.sort_by(|left, right| left.path.cmp(&right.path));
    stale
}

/// The paths that the configuration names: what is there or below is used.
fn used(host: &Host) -> Vec<String> {
    let secrets = &host.secrets;
    let keys = secrets.sops.keys.iter().chain(&secrets.agenix.keys);
    let home_keys = secrets.home_sops.iter().flat_map(|(_, sops)| &sops.keys);
    let swaps = host.hibernation.swaps.iter().filter_map(|swap| swap.device.some());
    let password_files = host.users.iter().filter_map(|user| user.login.password_file.some());
    let mut used: Vec<String> = ["/nix/store", "/nix/var"].map(str::to_owned).to_vec();
    used.extend(host.entries.iter().flat_map(|entry| [entry.storage.clone(), entry.path.clone()]));
    used.extend(host.mounts.iter().map(|mount| mount.path.clone()));
    used.extend(host.mounts.iter().filter_map(|mount| mount.bind_source().map(str::to_owned)));
    used.extend(host.state.iter().map(|state| state.path.clone()));
    used.extend(host.etc.iter().filter_map(|file| file.source.clone()));
    used.extend(host.secret_files.iter().map(|file| file.path.clone()));
    used.extend(host.settings.host_keys.iter().map(|key| key.path.clone()));
    used.extend(keys.chain(home_keys).map(|key| key.path.clone()));
    used.extend(swaps.chain(password_files).cloned());
    used.extend(host.users.iter().filter_map(|user| user.home.some().cloned()));
    // A key has its other half, and a file its copies, beside it.
    used.iter().map(|path| path::normalize(path)).collect()
}

fn unused(storage: &str, directory: &str, used: &[String], stale: &mut Vec<SeenStale>) {
    let Ok(inside) = std::fs::read_dir(directory) else { return };
    for entry in inside.flatten() {
        let (Ok(file_type), Some(name)) =
            (entry.file_type(), entry.file_name().to_str().map(str::to_owned))
        else {
            continue;
        };
        let path = path::join(directory, &name);
        let is_used = used.iter().any(|used| {
            path == *used || path.strip_prefix(used.as_str()).is_some_and(|rest| rest == ".pub")
        });
        if is_used || matches!(name.as_str(), "lost+found" | ".snapshots") {
            continue;
        }
        if used.iter().any(|used| path::is_below(used, &path)) {
            if file_type.is_dir() {
                unused(storage, &path, used, stale);
            }
            continue;
        }
        stale.push(SeenStale { storage: storage.to_owned(), path });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::ephemeral;

    #[test]
    fn what_waits_to_be_moved_and_what_is_left_over() {
        let dir = tempfile::tempdir().expect("there is room");
        let root = dir.path().canonicalize().expect("it is there");
        let root = root.to_str().expect("it is text");
        let write = |path: &str| {
            let path = Path::new(root).join(path);
            std::fs::create_dir_all(path.parent().expect("it is in a directory"))
                .expect("there is room");
            std::fs::write(path, "x").expect("there is room");
        };
        let live = format!("{root}/live");
        for path in ["live/new/x", "live/both/x", "live/empty.d/y", "persist/old/x"] {
            write(path);
        }
        let storage = format!("{root}/persist");
        write(&format!("persist{live}/both/x"));
        std::fs::create_dir_all(format!("{root}/live/none")).expect("there is room");
        let host = ephemeral(json!({ "environment": { "persistence": { (storage.clone()): {
            "directories": [format!("{live}/new"), format!("{live}/both"), format!("{live}/none"), format!("{live}/missing")],
        } } } }));
        let mounts = Mounts::default();
        assert_eq!(unmigrated(&host, &mounts), [format!("{live}/new")]);
        let found = stale(&host);
        assert_eq!(found, [SeenStale { storage: storage.clone(), path: format!("{storage}/old") }]);
    }
}
