//! systemd services and the directories systemd keeps for them.

use super::fact::Fact;
use crate::source::Span;

/// One service of `systemd.services`.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    /// Name without `.service`.
    pub name: String,
    /// `enable`
    pub enable: Fact<bool>,
    /// `DynamicUser`
    pub dynamic_user: Fact<bool>,
    /// `User`; `None` is root.
    pub user: Fact<Option<String>>,
    /// `Group`
    pub group: Fact<Option<String>>,
    /// Directories systemd makes for it.
    pub directories: Vec<UnitDirectory>,
    /// `unitConfig.ConditionFirstBoot`; with nixpkgs it is only asked of units that are written in the project.
    pub first_boot: Fact<bool>,
    /// What it runs when it stops, as far as it is known.
    pub stop: String,
    /// Whether it was defined under a condition that is not known.
    pub may: bool,
    /// Where it was written.
    pub span: Option<Span>,
}

/// One directory of `StateDirectory=` and its like.
#[derive(Clone, Debug)]
pub struct UnitDirectory {
    /// Which of the settings.
    pub kind: DirectoryKind,
    /// Below the base of the kind, such as `forgejo` or `postgresql/17`.
    pub name: String,
    /// `StateDirectoryMode=` and its like.
    pub mode: Fact<Option<String>>,
    /// Where it was written.
    pub span: Option<Span>,
}

/// Which of systemd's directories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DirectoryKind {
    /// `StateDirectory=`
    State,
    /// `CacheDirectory=`
    Cache,
    /// `LogsDirectory=`
    Logs,
    /// `ConfigurationDirectory=`
    Configuration,
}

impl DirectoryKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::State, Self::Cache, Self::Logs, Self::Configuration];

    /// The setting.
    #[must_use]
    pub const fn setting(self) -> &'static str {
        match self {
            Self::State => "StateDirectory",
            Self::Cache => "CacheDirectory",
            Self::Logs => "LogsDirectory",
            Self::Configuration => "ConfigurationDirectory",
        }
    }

    /// The setting of the mode.
    #[must_use]
    pub const fn mode_setting(self) -> &'static str {
        match self {
            Self::State => "StateDirectoryMode",
            Self::Cache => "CacheDirectoryMode",
            Self::Logs => "LogsDirectoryMode",
            Self::Configuration => "ConfigurationDirectoryMode",
        }
    }

    /// Where the directories of the kind are.
    #[must_use]
    pub const fn base(self) -> &'static str {
        match self {
            Self::State => "/var/lib",
            Self::Cache => "/var/cache",
            Self::Logs => "/var/log",
            Self::Configuration => "/etc",
        }
    }
}

impl UnitDirectory {
    /// Where the data is. Of a service with a dynamic user, systemd keeps it in `private` and makes a link.
    #[must_use]
    pub fn path(&self, dynamic_user: bool) -> String {
        let private = dynamic_user && self.kind != DirectoryKind::Configuration;
        format!("{}{}/{}", self.kind.base(), if private { "/private" } else { "" }, self.name)
    }
}
