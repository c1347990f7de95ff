//! What an evaluation came to, for as long as all that it looked at is as it was.

use std::{path::Path, sync::Arc};

use rustc_hash::FxHashMap;

use crate::{
    eval::{Question, Reads, Source, Vfs},
    source::{LineIndex, Moved},
    syntax::{self, Text},
};

/// The outcome of an evaluation, and what it looked at.
pub(super) struct Kept<T> {
    pub(super) what: T,
    pub(super) reads: Reads,
}

/// The outcome of an evaluation that looked at something that is not as it was.
pub(super) struct Outdated<T> {
    pub(super) what: T,
    /// At how many expressions of the files that are others now it looked.
    pub(super) looked: usize,
    /// The files that it read, as they were or are.
    pub(super) sources: Vec<Arc<Source>>,
}

/// A file that is not as it was.
pub(super) struct Change {
    pub(super) old: Arc<Source>,
    pub(super) old_text: Arc<str>,
    /// `None` when it is gone.
    pub(super) new: Option<(Arc<Source>, Arc<str>)>,
}

/// Answers of the file system to questions that many evaluations ask.
pub(super) struct Answers<'v> {
    vfs: &'v dyn Vfs,
    known: FxHashMap<Question, u64>,
}

impl<'v> Answers<'v> {
    pub(super) fn of(vfs: &'v dyn Vfs) -> Self {
        Self { vfs, known: FxHashMap::default() }
    }

    fn to(&mut self, question: &Question) -> u64 {
        if let Some(answer) = self.known.get(question) {
            return *answer;
        }
        let answer = question.answer(self.vfs);
        self.known.insert(question.clone(), answer);
        answer
    }
}

impl<T> Kept<T> {
    /// What is left when the evaluation has to be done again.
    pub(super) fn outdated(self, looked: usize) -> Outdated<T> {
        let sources = self.reads.files.into_iter().map(|file| file.source).collect();
        Outdated { what: self.what, looked, sources }
    }

    /// The same after a change, when the evaluation did not look at what was changed.
    pub(super) fn after(mut self, change: &Change) -> Result<Self, Outdated<T>> {
        let of_file = self.reads.files.iter().filter(|file| Arc::ptr_eq(&file.source, &change.old));
        let seen = of_file.filter_map(|file| file.seen.as_ref()).flatten();
        let looked = seen.filter(|seen| **seen).count();
        match carry(&mut self.reads, change) {
            Some(()) => Ok(self),
            None => Err(self.outdated(looked)),
        }
    }

    /// Whether the file system still answers as it did.
    pub(super) fn holds(&self, answers: &mut Answers<'_>) -> bool {
        self.reads.asked.iter().all(|(question, answer)| answers.to(question) == *answer)
    }
}

/// What an evaluation looked at, after a change that it did not look at.
fn carry(reads: &mut Reads, change: &Change) -> Option<()> {
    let Change { old, old_text, new } = change;
    let mut moved = None;
    for file in &mut reads.files {
        if !Arc::ptr_eq(&file.source, old) {
            continue;
        }
        let (source, text) = new.as_ref()?;
        let change = Moved::between(old_text, text);
        let before = Text { ir: &old.ir, text: old_text };
        let after = Text { ir: &source.ir, text };
        let seen = syntax::same_where_seen(before, after, file.seen.as_ref()?, change)?;
        file.source = Arc::clone(source);
        file.seen = Some(seen);
        moved = Some((change, source.file, text));
    }
    let Some((change, id, text)) = moved else { return Some(()) };
    let placed = reads.placed.iter_mut().filter(|span| span.file == old.file);
    let (before, after) = (LineIndex::new(old_text), LineIndex::new(text));
    for span in placed {
        let range = change.range(span.range)?;
        let was = before.line_column(old_text, span.range.start);
        if after.line_column(text, range.start) != was {
            return None;
        }
        (span.file, span.range) = (id, range);
    }
    Some(())
}

/// Whether a file can change: what is in the Nix store, or in this program, cannot.
pub(super) fn can_change(path: &Path) -> bool {
    !path.starts_with("/nix/store") && !path.starts_with(crate::modules::embedded::ROOT)
}
