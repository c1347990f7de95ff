//! What is on a running machine: mounts, files, and how they lie to what is configured.
//!
//! Only this layer looks at a machine, and it changes nothing there unless it is told to. It knows nothing of the command line; texts for people
//! are made above. Paths found on a disk are bytes ([`std::path::PathBuf`]), those of a configuration are text.

#[cfg(target_os = "linux")]
mod accounts;
#[cfg(target_os = "linux")]
mod audit;
mod configured;
#[cfg(target_os = "linux")]
pub mod files;
mod first_boot;
#[cfg(target_os = "linux")]
pub mod migrate;
#[cfg(target_os = "linux")]
mod moment;
#[cfg(target_os = "linux")]
mod mountinfo;
#[cfg(target_os = "linux")]
mod mounts;
#[cfg(target_os = "linux")]
pub mod roots;
mod saved;
#[cfg(target_os = "linux")]
mod seen;
#[cfg(target_os = "linux")]
mod walk;

#[cfg(target_os = "linux")]
pub use accounts::Accounts;
#[cfg(target_os = "linux")]
pub use audit::{Audit, NewEntry, Request as AuditRequest, Unpersisted, audit, is_vanished};
pub use configured::{Account, Configured, Entry, MountPoint, State, Unclear, made};
pub use first_boot::{FirstFile, Role};
#[cfg(target_os = "linux")]
pub use moment::{now, parse as parse_time};
#[cfg(target_os = "linux")]
pub use mountinfo::{MountInfo, parse as parse_mountinfo};
#[cfg(target_os = "linux")]
pub use mounts::{Error, Mounts};
pub use saved::{Unusable, load as load_saved, read as read_saved};
#[cfg(target_os = "linux")]
pub use seen::see;
#[cfg(target_os = "linux")]
pub use walk::{Directory, Look, Watch, walk};

/// The name of this machine.
///
/// # Errors
/// When `/proc` is not there or cannot be read.
pub fn host_name() -> std::io::Result<String> {
    let text = std::fs::read_to_string("/proc/sys/kernel/hostname")?;
    Ok(text.trim_end().to_owned())
}
