//! The files of `lints/state/`: hand-written and generated ones.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Avoid, Entry, Ignored, Loss, Made, Replaced, StateKind};

/// One file of `lints/state/*.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Area {
    pub(super) schema: u32,
    #[serde(default)]
    pub(super) entry: Vec<Entry>,
    #[serde(default)]
    pub(super) ignore: Vec<Ignored>,
    #[serde(default)]
    pub(super) made: Vec<Made>,
    #[serde(default)]
    pub(super) avoid: Vec<Avoid>,
    #[serde(default)]
    pub(super) replaced: Vec<Replaced>,
    #[serde(default)]
    pub(super) account: Vec<Box<str>>,
    /// By the option of a generated entry.
    #[serde(default)]
    pub(super) loss: BTreeMap<String, Judgement>,
}

/// What is gone with the paths of a generated entry that nobody else speaks about.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Judgement {
    pub(super) class: Loss,
    /// What the state really is, where systemd is told something else.
    pub(super) kind: Option<StateKind>,
    pub(super) note: Option<Box<str>>,
}

impl Judgement {
    /// Completes the entry. Its caches, logs and spools are what they are, and what is judged already stands.
    pub(super) fn complete(&self, entry: &mut Entry) {
        for fact in &mut entry.paths {
            if fact.kind.usual_loss() > Loss::Recreatable && fact.judged_loss.is_none() {
                fact.judged_loss = Some(self.class);
                fact.kind = self.kind.unwrap_or(fact.kind);
                fact.note = fact.note.take().or_else(|| self.note.clone());
            }
        }
    }
}

/// `lints/state/nixos-<release>.json`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Base {
    pub(super) schema: u32,
    pub(super) nixpkgs: Box<str>,
    pub(super) entries: Vec<Entry>,
}
