//! How far a run is, for somebody who waits.

use std::{
    io::IsTerminal as _,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc::{RecvTimeoutError, Sender, channel},
    },
    thread::JoinHandle,
    time::Duration,
};

use super::print;

/// Nothing is shown before.
const PATIENCE: Duration = Duration::from_secs(1);
const REFRESH: Duration = Duration::from_millis(200);

#[derive(Default)]
struct State {
    done: AtomicUsize,
    of: AtomicUsize,
    shown: AtomicBool,
}

/// A line on stderr, when that is a terminal and it takes longer than a second. Erased when dropped.
pub(super) struct Progress {
    state: Arc<State>,
    thread: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins to wait.
    pub(super) fn new() -> Self {
        let state = Arc::new(State::default());
        let thread = std::io::stderr().is_terminal().then(|| {
            let (stop, stopped) = channel();
            let state = Arc::clone(&state);
            let thread = std::thread::spawn(move || {
                let mut wait = PATIENCE;
                while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                    let of = state.of.load(Ordering::Relaxed);
                    let done = state.done.load(Ordering::Relaxed);
                    let text = match of {
                        0 => "looking for hosts".to_owned(),
                        _ => format!("evaluating host {} of {of}", (done + 1).min(of)),
                    };
                    print::stderr(&format!("\r\x1b[K{text}"));
                    state.shown.store(true, Ordering::Relaxed);
                    wait = REFRESH;
                }
            });
            (stop, thread)
        });
        Self { state, thread }
    }

    /// Says how many hosts are done, of how many.
    pub(super) fn update(&self, done: usize, of: usize) {
        self.state.done.store(done, Ordering::Relaxed);
        self.state.of.store(of, Ordering::Relaxed);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.thread.take() {
            drop(stop);
            // A thread that only prints cannot have failed in a way that matters.
            let _ = thread.join();
            if self.state.shown.load(Ordering::Relaxed) {
                print::stderr("\r\x1b[K");
            }
        }
    }
}
