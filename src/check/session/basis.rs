//! What a run depends on, beside files that its evaluations look at, and what is left of the last one under it.

use std::{path::PathBuf, sync::Arc};

use super::last::Last;
use crate::{
    check::{Config, Request},
    diagnostic::Diagnostic,
    source::Files,
};

/// What a run depends on, beside files that its evaluations look at.
#[derive(PartialEq)]
pub(super) struct Basis {
    /// Without the texts of the editor.
    pub(super) request: Request,
    /// Text of the configuration file.
    pub(super) config: Option<(PathBuf, String)>,
}

/// How a run begins.
pub(super) struct Beginning {
    /// What the configuration file says, or what is wrong with it.
    pub(super) config: Result<Config, Vec<Diagnostic>>,
    /// The texts to go on with.
    pub(super) files: Arc<Files>,
    /// The last run, when hosts evaluate to the same now, or will when the configuration can be read again.
    pub(super) last: Option<Last>,
}

impl Basis {
    /// Begins a run after another.
    pub(super) fn begin(&self, last: Option<Last>) -> Beginning {
        let usable = |last: &Last| last.basis.request == self.request && last.program.has_room();
        let last = last.filter(usable);
        let fork = |last: &Last| Arc::new(last.program.files().fork());
        if let Some(known) = &last
            && known.basis == *self
        {
            return Beginning { config: Ok(known.config.clone()), files: fork(known), last };
        }
        let read = |files: Arc<Files>, last| Beginning {
            config: Config::read(self.config.as_ref(), &files),
            files,
            last,
        };
        let begun = read(Arc::new(Files::new()), None);
        let Ok(config) = &begun.config else { return Beginning { last, ..begun } };
        let Some(known) = last.filter(|last| last.config.evaluates_as(config)) else {
            return begun;
        };
        // Read among the texts of the last run, where places in the old text are found again.
        let files = fork(&known);
        if let Some((path, text)) = &self.config {
            files.replace(path, text);
        }
        read(files, Some(known))
    }
}
