//! What has to be in a storage before a machine boots first: guides call it populating the storage. Copying cannot help where neither side has it.

use std::path::Path;

use super::{Machine, plan::unfit, way::live_side};
use crate::{
    live::{Configured, Mounts, Role},
    model::path,
};

/// Such a file that is neither in its storage nor on the live side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needed {
    /// What it is, and what fails without it.
    pub what: String,
    /// Where it has to be, on the machine.
    pub storage: String,
    /// What makes it, the path left out.
    role: Role,
}

impl Needed {
    /// A command that makes the file and the folder it is in; nothing for what can only be brought from elsewhere. It is one
    /// list of the shell, which fails with its first part that does.
    #[must_use]
    pub fn command(&self, root: &Path) -> Option<String> {
        let word = |path: &str| {
            let here = root.join(path.trim_start_matches('/'));
            super::script::quoted(&here.to_string_lossy())
        };
        let (file, folder) = (word(&self.storage), word(path::parent(&self.storage)));
        let made = match &self.role {
            Role::MachineId => {
                format!("tr -d - < /proc/sys/kernel/random/uuid > {file} && chmod 0444 {file}")
            }
            Role::HostKey(kind) => {
                let kind = super::script::quoted(kind);
                format!("ssh-keygen -q -t {kind} -N '' -C '' -f {file}")
            }
            Role::Password(_) => format!("(umask 077 && mkpasswd -m yescrypt > {file})"),
            Role::UidMap | Role::DecryptionKey | Role::Secret(_) => return None,
        };
        // `mkdir -p` gives directories between the mode of the umask.
        Some(format!("(umask 022 && mkdir -p -- {folder}) && {made}"))
    }
}

/// What is needed at the first boot and is nowhere. Files that are neither persisted nor in a storage are not judged, which is
/// what `check` is for, nor is a storage that is not mounted.
#[must_use]
pub fn needed(machine: &Machine, configured: &Configured, mounts: &Mounts) -> Vec<Needed> {
    let is_there = |path: &str| {
        live_side(machine, path).is_ok_and(|side| side.is_some_and(|(.., node)| node.size > 0))
    };
    let mut found: Vec<Needed> = Vec::new();
    for file in &configured.first_boot {
        let entry = configured.entry_over(&file.path);
        let storage = match entry {
            Some(entry) => format!("{}{}", entry.storage, &file.path[entry.path.len()..]),
            None if configured.storages().iter().any(|root| path::is_below(&file.path, root)) => {
                file.path.clone()
            }
            None => continue,
        };
        if is_there(&storage)
            || is_there(&file.path)
            || found.iter().any(|found| found.storage == storage)
            || unfit(machine, configured, mounts, &storage).is_some()
        {
            continue;
        }
        let what = match &file.role {
            Role::MachineId => "the machine id".to_owned(),
            Role::UidMap => "the map of user and group numbers; the first boot makes it, but files that come from an older installation need the map from \
                 there"
                .to_owned(),
            Role::HostKey(kind) => format!("a host key of sshd ({kind})"),
            Role::Password(user) => {
                format!("the hashed password of `{user}`, who cannot log in without")
            }
            Role::DecryptionKey => {
                "the key that secrets are encrypted for; it has to be brought here".to_owned()
            }
            Role::Secret(option) => format!("the secret that `{option}` names"),
        };
        found.push(Needed { what, storage, role: file.role.clone() });
    }
    found
}
