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
            .map_err(|error| format!("cannot watch for Ctrl-C: {error}"))?;
    }
    Ok(stop)
}

/// The result of a command, unless the user stopped it: then it is no news that something was not done.
pub(super) fn unless_stopped(stop: &AtomicBool, result: Result<u8, String>) -> Result<u8, String> {
    if stop.load(Ordering::Relaxed) { Ok(INTERRUPTED) } else { result }
}
