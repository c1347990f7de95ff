//! The words of a record: what a path holds, what its loss means, what makes it.

use std::fmt;

use serde::Deserialize;

/// What is gone when a path is. Ordered: the worst is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Loss {
    /// Histories, statistics, the last user, logs.
    Cosmetic,
    /// Downloaded or computed again, at a price: images, indexes, certificates with rate limits.
    Recreatable,
    /// Configuration that was clicked together, passwords of a service.
    Settings,
    /// Keys, pairings, enrolments, id maps: the machine or its peers have to be enrolled again by hand.
    Identity,
    /// What nobody can make again.
    Data,
}

impl Loss {
    /// The word used in the files and in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cosmetic => "cosmetic",
            Self::Recreatable => "recreatable",
            Self::Settings => "settings",
            Self::Identity => "identity",
            Self::Data => "data",
        }
    }
}

/// What a path holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StateKind {
    /// What a program keeps to go on where it was.
    State,
    /// State that nobody else may read.
    Secret,
    /// Configuration that is written at run time.
    Config,
    /// What can be thrown away at any time.
    Cache,
    /// Records of what happened.
    Log,
    /// Jobs and messages that wait.
    Spool,
}

impl StateKind {
    /// The word used in the files and in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Secret => "secret",
            Self::Config => "config",
            Self::Cache => "cache",
            Self::Log => "log",
            Self::Spool => "spool",
        }
    }

    /// The loss of a path nobody has judged by hand.
    #[must_use]
    pub const fn usual_loss(self) -> Loss {
        match self {
            Self::State => Loss::Data,
            Self::Secret => Loss::Identity,
            Self::Config => Loss::Settings,
            Self::Cache | Self::Spool => Loss::Recreatable,
            Self::Log => Loss::Cosmetic,
        }
    }
}

/// Whether a path is a directory or a single file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileType {
    /// A directory.
    #[default]
    Dir,
    /// A single file.
    File,
}

/// What makes the path. Says how far a reading of the configuration alone would see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// `StateDirectory=` and its siblings in a unit of NixOS.
    StateDirectory,
    /// `systemd.tmpfiles`.
    Tmpfiles,
    /// The home of a system user.
    CreateHome,
    /// A script of a unit or of the activation.
    Script,
    /// `BindPaths=`, `ReadWritePaths=`, `WorkingDirectory=`.
    Sandbox,
    /// A command line.
    Exec,
    /// An environment variable.
    Env,
    /// Only the value of an option.
    Option,
    /// A unit file inside a package.
    UpstreamUnit,
    /// The program itself, or systemd; nothing in the configuration names it.
    #[default]
    Program,
}

impl Source {
    /// The word used in the files and in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StateDirectory => "state-directory",
            Self::Tmpfiles => "tmpfiles",
            Self::CreateHome => "create-home",
            Self::Script => "script",
            Self::Sandbox => "sandbox",
            Self::Exec => "exec",
            Self::Env => "env",
            Self::Option => "option",
            Self::UpstreamUnit => "upstream-unit",
            Self::Program => "program",
        }
    }

    /// Whether a configuration that is evaluated with nixpkgs shows it without the shipped knowledge.
    #[must_use]
    pub const fn is_evaluated(self) -> bool {
        matches!(self, Self::StateDirectory | Self::Tmpfiles | Self::CreateHome)
    }
}

/// What setting the option that moves a path (`relocate` of a record) does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RelocateEffect {
    /// Everything moves.
    Moves,
    /// Some of it stays.
    Partial,
}

/// How sure a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Seen in an evaluated configuration.
    Evaluated,
    /// Read in the source of the module or of the program.
    #[default]
    Checked,
    /// Known from use and from public configurations.
    Reported,
}

/// Permission bits, `0750`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Mode(pub u16);

impl TryFrom<String> for Mode {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match u16::from_str_radix(&text, 8) {
            Ok(bits) if text.len() == 4 && bits <= 0o7777 => Ok(Self(bits)),
            _ => Err(format!("`{text}` is no mode of four octal digits")),
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04o}", self.0)
    }
}
