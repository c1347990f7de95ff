//! Printing that does not mind a closed pipe.

use std::io::{ErrorKind, Write};

use crate::output;

/// Writes a text to stdout. A closed pipe is nobody's error; any other failure is told.
pub(super) fn stdout(text: &str) -> Result<(), String> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(format!("cannot write the output: {error}"))
        }
        _ => Ok(()),
    }
}

/// Writes a text to stderr, as well as that goes.
pub(super) fn stderr(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Writes a note to stderr.
#[cfg(target_os = "linux")]
pub(super) fn note(message: &str) {
    stderr(&format!("note: {}\n", output::escape(message)));
}

/// Writes an error to stderr.
pub(super) fn error(message: &str) {
    stderr(&format!("error: {}\n", output::escape(message)));
}
