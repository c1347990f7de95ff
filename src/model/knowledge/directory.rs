//! The directories that systemd makes for a service.

use super::StateKind;

/// Which of systemd's directories of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ServiceDirectory {
    /// `StateDirectory=`
    State,
    /// `CacheDirectory=`
    Cache,
    /// `LogsDirectory=`
    Logs,
    /// `ConfigurationDirectory=`
    Configuration,
}

impl ServiceDirectory {
    /// What its names are relative to.
    #[must_use]
    pub const fn root(self) -> &'static str {
        match self {
            Self::State => "/var/lib",
            Self::Cache => "/var/cache",
            Self::Logs => "/var/log",
            Self::Configuration => "/etc",
        }
    }

    /// What it holds.
    #[must_use]
    pub const fn kind(self) -> StateKind {
        match self {
            Self::State => StateKind::State,
            Self::Cache => StateKind::Cache,
            Self::Logs => StateKind::Log,
            Self::Configuration => StateKind::Config,
        }
    }
}
