//! Work on the files of a machine: how far it is, and Ctrl-C.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use super::progress::Line;
use crate::{
    live::files::{self, Watch},
    output,
};

/// Work that shows how far it is, and stops when the user wants that.
pub(super) struct Work {
    stop: Arc<AtomicBool>,
    files: Arc<AtomicU64>,
    bytes: Arc<AtomicU64>,
    _line: Line,
}

impl Work {
    /// Begins; `doing` is what is shown: "copying".
    pub(super) fn begin(stop: &Arc<AtomicBool>, doing: impl Into<String>) -> Self {
        let doing = doing.into();
        let (files, bytes) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let counts = (Arc::clone(&files), Arc::clone(&bytes));
        let line = Line::new(move || {
            let (files, bytes) =
                (counts.0.load(Ordering::Relaxed), counts.1.load(Ordering::Relaxed));
            let read = if bytes > 0 { format!(", {}", output::size(bytes)) } else { String::new() };
            format!("{doing}: {files} files{read}")
        });
        Self { stop: Arc::clone(stop), files, bytes, _line: line }
    }
}

/// Runs something that goes into deep trees.
pub(super) fn deep<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    const STACK: usize = 128 << 20;
    files::open_many();
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run);
        let result = thread.expect("a thread can be made").join();
        result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

impl Watch for Work {
    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn bytes(&self, count: u64) {
        self.bytes.fetch_add(count, Ordering::Relaxed);
    }

    fn file(&self) {
        self.files.fetch_add(1, Ordering::Relaxed);
    }
}
