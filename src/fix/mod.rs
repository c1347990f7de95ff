//! From proposals to edits: what a rule wants, as a change of the user's text that keeps its formatting.
//!
//! A change that cannot be made without guessing is not made: the finding then has no fix, and its help says what to
//! write.

mod differences;
mod draft;
mod module;
mod originals;
mod place;

use std::path::Path;

use crate::{
    diagnostic::{Diagnostic, Fix},
    model::Fleet,
    source::Files,
};

pub use differences::differences;
pub use draft::Drafts;
pub use originals::Originals;

/// Gives diagnostics of some hosts the fixes that follow from their proposals, in files below a directory.
pub fn resolve(diagnostics: &mut [Diagnostic], files: &Files, fleet: &Fleet, root: &Path) {
    let originals = Originals::new(files, fleet, root, diagnostics);
    let fixes: Vec<_> =
        diagnostics.iter().map(|diagnostic| resolve_one(diagnostic, &originals)).collect();
    for (diagnostic, fix) in diagnostics.iter_mut().zip(fixes) {
        diagnostic.fix = fix.or(diagnostic.fix.take());
    }
}

/// The fix that follows from the proposal of a diagnostic.
#[must_use]
pub fn resolve_one(diagnostic: &Diagnostic, originals: &Originals<'_>) -> Option<Fix> {
    let proposal = diagnostic.proposal.as_ref()?;
    let mut drafts = Drafts::new(originals);
    if !drafts.propose(diagnostic.rule, proposal, &diagnostic.hosts) {
        return None;
    }
    let edits = drafts.edits();
    let is_editable = edits.iter().all(|edit| originals.is_editable(edit.span.file));
    let (title, safety) = (proposal.title.clone(), proposal.safety);
    is_editable.then_some(Fix { title, safety, edits })
}
