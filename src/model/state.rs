//! Where services, users and NixOS itself keep state.

use super::fact::{Certainty, Fact};
use crate::source::Span;

/// A path in which something enabled keeps state.
#[derive(Clone, Debug)]
pub struct StatePath {
    /// The path, absolute and normalized; for a dynamic user the one in `private`.
    pub path: String,
    /// The option set it belongs to: `services.forgejo`.
    pub owner: String,
    /// The systemd unit, with its suffix.
    pub unit: Option<String>,
    /// What is in it.
    pub kind: StateKind,
    /// Owner of the files.
    pub user: Fact<Option<String>>,
    /// Group of the files.
    pub group: Fact<Option<String>>,
    /// Mode of the directory.
    pub mode: Fact<Option<String>>,
    /// Whether systemd makes up the user at run time.
    pub dynamic_user: Fact<bool>,
    /// What its loss means.
    pub loss: Loss,
    /// Whether a person said what the loss means; otherwise it was inferred from the kind.
    pub curated: bool,
    /// What the loss does to the user, one phrase.
    pub consequence: Option<String>,
    /// Where the service was enabled.
    pub span: Option<Span>,
    /// Whether it is kept over a boot.
    pub kept: Certainty,
    /// The root or mount that keeps it.
    pub kept_by: Option<String>,
}

/// What a state path holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StateKind {
    /// Data of the service.
    State,
    /// Can be made again.
    Cache,
    /// Logs.
    Log,
    /// Configuration written at run time.
    Config,
    /// Keys and credentials.
    Secret,
}

impl StateKind {
    /// The word used in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Cache => "cache",
            Self::Log => "log",
            Self::Config => "config",
            Self::Secret => "secret",
        }
    }
}

/// What the loss of a path means, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loss {
    /// Data that is nowhere else.
    Data,
    /// The machine or service is a stranger to its peers.
    Identity,
    /// Made again, at a cost.
    Recreatable,
    /// Nobody notices.
    Cosmetic,
}

impl Loss {
    /// The word used in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Identity => "identity",
            Self::Recreatable => "recreatable",
            Self::Cosmetic => "cosmetic",
        }
    }
}
