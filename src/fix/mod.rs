//! From proposals to edits: what a rule wants, as a change of the user's text that keeps its formatting.
//!
//! A change that cannot be made without guessing is not made: the finding then has no fix, and its help says what to
//! write.

mod draft;
mod place;

use std::path::Path;

use crate::{
    diagnostic::{Diagnostic, Fix},
    source::Files,
};

pub use draft::{Drafts, Originals};

/// Gives diagnostics the fixes that follow from their proposals, in files that may be edited.
pub fn resolve(diagnostics: &mut [Diagnostic], files: &Files, is_editable: impl Fn(&Path) -> bool) {
    let originals = Originals::new(files);
    for diagnostic in diagnostics {
        let Some(proposal) = &diagnostic.proposal else { continue };
        let mut drafts = Drafts::new(&originals);
        if !drafts.propose(proposal) {
            continue;
        }
        let edits = drafts.edits();
        if edits.iter().all(|edit| is_editable(&files.path(edit.span.file))) {
            let (title, safety) = (proposal.title.clone(), proposal.safety);
            diagnostic.fix = Some(Fix { title, safety, edits });
        }
    }
}
