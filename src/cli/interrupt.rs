//! Ctrl-C: what runs is asked to stop, and a second time it is not asked.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use signal_hook::{
    consts::{SIGINT, SIGTERM},
    flag,
};

/// Exit status after Ctrl-C, as shells have it.
const INTERRUPTED: u8 = 130;

/// A flag that is set when the user wants the program to stop.
pub(super) fn watch() -> Result<Arc<AtomicBool>, String> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // The order matters: the first signal finds the flag not yet set.
        flag::register_conditional_shutdown(signal, INTERRUPTED.into(), Arc::clone(&stop))
            .and_then(|_| flag::register(signal, Arc::clone(&stop)))
            .map_err(unwatched)?;
    }
    Ok(stop)
}

/// Ctrl-C for a command that it may end at any moment but some.
pub(super) struct Moments {
    /// Whether it ends the program now.
    ends: Arc<AtomicBool>,
    /// Whether it came when it could not.
    came: Arc<AtomicBool>,
}

impl Moments {
    /// From now on.
    pub(super) fn begin() -> Result<Self, String> {
        let (ends, came) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicBool::new(false)));
        for signal in [SIGINT, SIGTERM] {
            flag::register_conditional_default(signal, Arc::clone(&ends))
                .and_then(|_| flag::register(signal, Arc::clone(&came)))
                .map_err(unwatched)?;
        }
        Ok(Self { ends, came })
    }

    /// Does something short that must not be done in part. An error is the exit status when the user wanted an end meanwhile.
    pub(super) fn whole<T>(&self, run: impl FnOnce() -> T) -> Result<T, u8> {
        self.ends.store(false, Ordering::SeqCst);
        let result = run();
        self.ends.store(true, Ordering::SeqCst);
        if self.came.load(Ordering::SeqCst) { Err(INTERRUPTED) } else { Ok(result) }
    }
}

fn unwatched(error: std::io::Error) -> String {
    format!("cannot watch for Ctrl-C: {error}")
}

/// The result of a command, unless the user stopped it: then it is no news that something was not done.
pub(super) fn unless_stopped(stop: &AtomicBool, result: Result<u8, String>) -> Result<u8, String> {
    if stop.load(Ordering::Relaxed) { Ok(INTERRUPTED) } else { result }
}
