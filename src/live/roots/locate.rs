//! Where the old roots of this machine are, by its wipe script and its mounts.

use std::path::{Path, PathBuf};

use crate::live::{Configured, MountInfo, Mounts};

/// The folder with the old roots.
///
/// # Errors
/// A text for the user, when the configuration puts none away, or the folder cannot be reached by a mount.
pub fn locate(configured: &Configured, mounts: &Mounts) -> Result<PathBuf, String> {
    let found = configured.put_away.first().ok_or(
        "the configuration does not say where its wipe script keeps old roots: give --dir",
    )?;
    let Some(device) = &found.device else { return Ok(PathBuf::from(&found.path)) };
    let shows = |mount: &&MountInfo| {
        same(Path::new(device), Path::new(&mount.source))
            && Path::new(&found.path).starts_with(&mount.root)
    };
    match mounts.iter().find(shows) {
        Some(mount) => {
            let rest = Path::new(&found.path).strip_prefix(&mount.root).unwrap_or(Path::new(""));
            Ok(mount.point.join(rest))
        }
        None => Err(format!(
            "the old roots are in `{}` of `{device}`, which is not mounted anywhere: mount it, with `mount -o subvol=/ {device} /mnt`, say, and \
             give --dir /mnt{}",
            found.path, found.path
        )),
    }
}

/// Whether two names are of the same device.
fn same(one: &Path, other: &Path) -> bool {
    let device = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    one == other || device(one) == device(other)
}

/// Where a snapshot of a dataset can be looked at.
///
/// # Errors
/// A text for the user, when the dataset is not mounted.
pub fn snapshot_folder(dataset: &str, name: &Path, mounts: &Mounts) -> Result<PathBuf, String> {
    let mount = mounts.iter().find(|mount| mount.fs_type == "zfs" && mount.source == dataset);
    let mount = mount.ok_or_else(|| {
        format!("`{dataset}` is not mounted, so its snapshots cannot be looked at")
    })?;
    Ok(mount.point.join(".zfs/snapshot").join(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{live::parse_mountinfo, model::PutAway};

    fn found(device: Option<&str>, path: &str, mountinfo: &str) -> Result<PathBuf, String> {
        let put_away = PutAway { device: device.map(str::to_owned), path: path.to_owned() };
        let configured = Configured { put_away: vec![put_away], ..Configured::default() };
        locate(&configured, &Mounts::new(parse_mountinfo(mountinfo.as_bytes())))
    }

    #[test]
    fn a_mount_that_shows_the_folder_leads_there() {
        let device = Some("/dev/no-such/device");
        let root = "1 0 0:30 /root / rw - btrfs /dev/no-such/device rw\n";
        let top = "2 1 0:30 / /mnt/top rw - btrfs /dev/no-such/device rw\n";
        let other = "3 1 0:31 / /mnt/other rw - btrfs /dev/no-such/other rw\n";
        let at = |path: &str| Ok(PathBuf::from(path));
        assert_eq!(
            found(device, "/old_roots", &[root, other, top].concat()),
            at("/mnt/top/old_roots")
        );
        assert_eq!(found(device, "/root/old", root), at("/old"));
        assert_eq!(found(None, "/persist/old", root), at("/persist/old"));
        let error = found(device, "/old_roots", &[root, other].concat()).expect_err("it is hidden");
        assert!(error.contains("`mount -o subvol=/ /dev/no-such/device /mnt`"), "{error}");
        let unknown = locate(&Configured::default(), &Mounts::default());
        assert!(unknown.is_err_and(|error| error.contains("give --dir")));
    }
}
