//! The first stage of the boot: hooks and units that run before the root filesystem is there.

use super::fact::{Certainty, Fact, Set};
use crate::source::Span;

/// What the initrd runs.
#[derive(Clone, Debug, Default)]
pub struct Initrd {
    /// `boot.initrd.systemd.enable`, or the default of the NixOS release.
    pub systemd: Fact<bool>,
    /// Non-empty hooks of the scripted initrd, by option name.
    pub hooks: Set<Hook>,
    /// Units of the systemd initrd.
    pub units: Set<InitrdUnit>,
}

/// One of `boot.initrd.postDeviceCommands` and its like.
#[derive(Clone, Debug)]
pub struct Hook {
    /// Name below `boot.initrd`.
    pub option: &'static str,
    /// The shell text.
    pub text: Fact<String>,
    /// Where it was written.
    pub span: Option<Span>,
}

/// One of `boot.initrd.systemd.services`.
#[derive(Clone, Debug, Default)]
pub struct InitrdUnit {
    /// Name without `.service`.
    pub name: String,
    /// `script` and the programs of `ExecStart`; unknown when one of them is.
    pub text: Fact<String>,
    /// `before`
    pub before: Vec<String>,
    /// `after`
    pub after: Vec<String>,
    /// Where it was written.
    pub span: Option<Span>,
}

/// Something the first stage wipes.
#[derive(Clone, Debug)]
pub struct Wipe {
    /// What.
    pub target: WipeTarget,
    /// The command, for the reader: "`zfs rollback`".
    pub command: &'static str,
    /// Where the text was written.
    pub span: Option<Span>,
    /// Whether the text is known to run at boot.
    pub certainty: Certainty,
}

/// What a wipe command empties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WipeTarget {
    /// A subvolume; the device when the text says which.
    Subvolume {
        /// `/dev/…`, as written in the `mount` command.
        device: Option<String>,
        /// Without a leading slash.
        name: String,
    },
    /// A ZFS dataset.
    Dataset(String),
    /// A whole device.
    Device(String),
    /// A path below the mounted root.
    Path(String),
    /// The text does not say, or through variables that cannot be followed.
    Unclear,
}
