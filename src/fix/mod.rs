//! From proposals to edits: what a rule wants, as a change of the user's text that keeps its formatting.
//!
//! A change that cannot be made without guessing is not made: the finding then has no fix, and its help says what to
//! write.

mod differences;
mod draft;
mod place;

use std::path::Path;

use crate::{
    diagnostic::{Diagnostic, Fix},
    model::Fleet,
    source::Files,
};

pub use differences::differences;
pub use draft::{Drafts, Originals};

/// Gives diagnostics of some hosts the fixes that follow from their proposals, in files below a directory.
pub fn resolve(diagnostics: &mut [Diagnostic], files: &Files, fleet: &Fleet, root: &Path) {
    let originals = Originals::new(files, fleet, root);
    for diagnostic in diagnostics {
        let Some(proposal) = &diagnostic.proposal else { continue };
        let mut drafts = Drafts::new(&originals);
        if !drafts.propose(proposal, &diagnostic.hosts) {
            continue;
        }
        let edits = drafts.edits();
        if edits.iter().all(|edit| originals.is_editable(edit.span.file)) {
            let (title, safety) = (proposal.title.clone(), proposal.safety);
            diagnostic.fix = Some(Fix { title, safety, edits });
        }
    }
}
