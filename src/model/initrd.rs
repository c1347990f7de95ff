//! The first stage of the boot: hooks and units that run before the root filesystem is there.

use super::fact::{Certainty, Fact, Set};
use crate::source::Span;

/// What the initrd runs.
#[derive(Clone, Debug, Default)]
pub struct Initrd {
    /// `boot.initrd.systemd.enable`, or the default of the NixOS release.
    pub systemd: Fact<bool>,
    /// `boot.initrd.systemd.root`
    pub root: Fact<Option<String>>,
    /// Non-empty hooks of the scripted initrd, by option name.
    pub hooks: Set<Hook>,
    /// Units of the systemd initrd.
    pub units: Set<InitrdUnit>,
    /// Programs in its `/bin` beside those of `initrdBin`: the names of `extraBin`.
    pub extra_bin: Set<String>,
    /// Packages whose programs are in its `/bin`: `initrdBin`.
    pub packages: Set<String>,
    /// Files of the machine that are copied into it.
    pub secrets: Set<InitrdSecret>,
    /// Names of `luks.devices`.
    pub luks: Set<String>,
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
    pub before: Set<String>,
    /// `wantedBy` and `requiredBy`
    pub wanted_by: Set<String>,
    /// `requires`, `bindsTo` and `wants`
    pub requires: Set<String>,
    /// `unitConfig.DefaultDependencies`, which is on unless it says otherwise.
    pub default_dependencies: Fact<bool>,
    /// `serviceConfig.Type`
    pub kind: Fact<Option<String>>,
    /// `after`
    pub after: Set<String>,
    /// `path`: packages whose programs it finds. Not empty, they are all it finds.
    pub path: Fact<Vec<String>>,
    /// `unitConfig.ConditionKernelCommandLine`
    pub kernel_conditions: Set<String>,
    /// Where it was written.
    pub span: Option<Span>,
}

/// A file that is copied into the initrd whenever a boot entry is written.
#[derive(Clone, Debug)]
pub struct InitrdSecret {
    /// The option: `boot.initrd.secrets`, `boot.initrd.network.ssh.hostKeys`.
    pub option: &'static str,
    /// Absolute and normalized.
    pub path: String,
    /// Where it was written.
    pub span: Option<Span>,
}

/// A program that systemd runs when all filesystems are unmounted and the machine goes down.
#[derive(Clone, Debug)]
pub struct ShutdownProgram {
    /// Where systemd finds it, `/etc/systemd/system-shutdown/…`.
    pub path: String,
    /// What it runs.
    pub text: Fact<String>,
    /// Where it was named.
    pub span: Option<Span>,
}

impl WipeRunner {
    /// Whether it runs when the machine goes down, and not at boot: a crash or a loss of power leaves it out.
    #[must_use]
    pub const fn is_at_the_end(&self) -> bool {
        matches!(self, Self::Stop(_) | Self::Shutdown(_))
    }
}

/// Something that is wiped at boot, or when the machine goes down.
#[derive(Clone, Debug)]
pub struct Wipe {
    /// What.
    pub target: WipeTarget,
    /// The command, for the reader: "`zfs rollback`".
    pub command: &'static str,
    /// What runs it.
    pub by: WipeRunner,
    /// Where the text was written.
    pub span: Option<Span>,
    /// Whether the text is known to run at boot, and to find what it wipes.
    pub certainty: Certainty,
    /// Whether it runs when the pool of its dataset is not imported yet, and so fails.
    pub too_early: bool,
}

/// What runs a wipe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WipeRunner {
    /// A hook of the scripted initrd, by its name below `boot.initrd`.
    Hook(&'static str),
    /// A unit of the systemd initrd.
    Unit(String),
    /// A service when it stops, which is not the first stage at all.
    Stop(String),
    /// A program that systemd runs at the end of a shutdown, by its path.
    Shutdown(String),
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
    /// A directory whose contents are deleted one by one: a subvolume, when one is there.
    Tree {
        /// As above.
        device: Option<String>,
        /// As above.
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
