//! How far a run is, for somebody who waits.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc::{RecvTimeoutError, Sender, channel},
    },
    thread::JoinHandle,
    time::Duration,
};

use super::{print, terminal};
use crate::output;

/// Nothing is shown before.
const PATIENCE: Duration = Duration::from_secs(1);
const REFRESH: Duration = Duration::from_millis(200);

/// A line on stderr, when that is a terminal and it takes longer than a second. Erased when dropped.
pub(super) struct Line {
    shown: Arc<AtomicBool>,
    thread: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Line {
    /// Begins to wait; the text is asked for each time it is shown.
    pub(super) fn new(text: impl Fn() -> String + Send + 'static) -> Self {
        let shown = Arc::new(AtomicBool::new(false));
        let thread = terminal::has_lines().then(|| {
            let (stop, stopped) = channel();
            let shown = Arc::clone(&shown);
            let thread = std::thread::spawn(move || {
                let mut wait = PATIENCE;
                while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                    let line = terminal::line(&output::escape(&text()));
                    print::stderr(&format!("\r\x1b[K{line}"));
                    shown.store(true, Ordering::Relaxed);
                    wait = REFRESH;
                }
            });
            (stop, thread)
        });
        Self { shown, thread }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.thread.take() {
            drop(stop);
            // A thread that only prints cannot have failed in a way that matters.
            let _ = thread.join();
            if self.shown.load(Ordering::Relaxed) {
                print::stderr("\r\x1b[K");
            }
        }
    }
}

/// How many hosts are evaluated, as such a line.
pub(super) struct Progress {
    done: Arc<AtomicUsize>,
    of: Arc<AtomicUsize>,
    _line: Line,
}

impl Progress {
    /// Begins to wait.
    pub(super) fn new() -> Self {
        let (done, of) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let counts = (Arc::clone(&done), Arc::clone(&of));
        let line = Line::new(move || {
            let (done, of) = (counts.0.load(Ordering::Relaxed), counts.1.load(Ordering::Relaxed));
            match of {
                0 => "looking for hosts".to_owned(),
                _ => format!("evaluating host {} of {of}", (done + 1).min(of)),
            }
        });
        Self { done, of, _line: line }
    }

    /// Says how many hosts are done, of how many.
    pub(super) fn update(&self, done: usize, of: usize) {
        self.done.store(done, Ordering::Relaxed);
        self.of.store(of, Ordering::Relaxed);
    }
}
