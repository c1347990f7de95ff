//! The filesystems of a machine that a boot empties.

use std::path::Path;

use crate::{
    live::{Configured, Mounts},
    model::{Certainty, Source, path},
};

/// A mount point, and why.
type Reason = (String, String);

/// Those to walk, and those that may be wiped, which nobody can tell. A machine that runs shows what is in memory; a root that does not is walked
/// unless it is known to stay.
pub(super) fn find(
    configured: &Configured,
    mounts: &Mounts,
    runs: bool,
) -> (Vec<Reason>, Vec<Reason>) {
    let (mut walked, mut doubtful) = (Vec::new(), Vec::new());
    let is_bind = |path: &str| {
        let binds = configured.entries.iter().filter(|entry| entry.source == Source::BindMount);
        binds.clone().any(|entry| entry.path == path)
    };
    let filesystems = configured.mounts.iter();
    let filesystems =
        filesystems.filter(|mount| !path::is_volatile(&mount.path) && !is_bind(&mount.path));
    for mount in filesystems {
        let reason = (mount.path.clone(), mount.why.clone());
        let is_root = mount.path == "/";
        // What is not mounted is a directory of the filesystem it is on.
        let is_there = is_root || mounts.at(Path::new(&mount.path)).is_some();
        match mount.ephemeral {
            _ if !is_there => {}
            Certainty::Yes => walked.push(reason),
            Certainty::Unknown if is_root && !runs => walked.push(reason),
            Certainty::Unknown => doubtful.push(reason),
            Certainty::No => {}
        }
    }
    let in_memory =
        runs && mounts.at(Path::new("/")).is_some_and(super::super::MountInfo::is_memory);
    let is_known = configured.mounts.iter().any(|mount| mount.path == "/");
    if (in_memory || !runs && !is_known) && !walked.iter().any(|(path, _)| path == "/") {
        doubtful.retain(|(path, _)| path != "/");
        let why =
            if in_memory { "it is in memory" } else { "its configuration does not say what it is" };
        walked.push(("/".to_owned(), why.to_owned()));
    }
    walked.sort();
    doubtful.sort();
    (walked, doubtful)
}
