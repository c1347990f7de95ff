//! Where services, users and NixOS itself keep state.

use super::{
    fact::{Certainty, Doubt, Fact},
    knowledge::{Loss, Source, StateKind},
};
use crate::{modules::facts::Chain, source::Span};

/// A path in which something enabled keeps state.
#[derive(Clone, Debug)]
pub struct StatePath {
    /// The path, absolute and normalized; for a dynamic user the one in `private`.
    pub path: String,
    /// The option set it belongs to: `services.forgejo`.
    pub owner: String,
    /// The option that turned its owner on, where the user did not do that himself: `services.immich` for the database
    /// of immich.
    pub implied_by: Option<String>,
    /// The user in whose home a program keeps it.
    pub for_user: Option<String>,
    /// Whether a program keeps it that is installed for everybody: nobody is known to use it.
    pub shared: bool,
    /// Whether what switched its owner on stands in a module of home-manager.
    pub by_home_manager: bool,
    /// The systemd unit, with its suffix.
    pub unit: Option<String>,
    /// What makes it.
    pub source: Source,
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
    /// Whether a person said what the loss means; otherwise it is the usual one of the kind.
    pub judged: bool,
    /// What is special about it, one sentence.
    pub note: Option<String>,
    /// Options that move it elsewhere.
    pub relocate: Vec<String>,
    /// Where the service was enabled.
    pub span: Option<Span>,
    /// Which option switched it on, when the user did not do so by name.
    pub chain: Option<Chain>,
    /// Whether it is kept over a boot.
    pub kept: Certainty,
    /// The root or mount that keeps it.
    pub kept_by: Option<String>,
    /// Why it is not known whether it is kept.
    pub doubt: Option<Doubt>,
}

impl StatePath {
    /// State of an owner, of which nothing else is known.
    #[must_use]
    pub fn new(path: String, owner: String, kind: StateKind, source: Source) -> Self {
        Self {
            path,
            owner,
            implied_by: None,
            for_user: None,
            shared: false,
            by_home_manager: false,
            unit: None,
            source,
            kind,
            user: Fact::Unknown(Doubt::unsaid()),
            group: Fact::Unknown(Doubt::unsaid()),
            mode: Fact::Unknown(Doubt::unsaid()),
            dynamic_user: Fact::of_default(false),
            loss: kind.usual_loss(),
            judged: false,
            note: None,
            relocate: Vec::new(),
            span: None,
            kept: Certainty::Unknown,
            kept_by: None,
            doubt: None,
            chain: None,
        }
    }
}
