//! Mounts for tests: shell texts that run in a mount namespace of their own.

use std::{
    io::Write as _,
    process::{Command, Output},
};

/// Set where the kernel is known to allow namespaces: there, a test that got none would only seem to pass. `.ci/run` sets it.
const EXPECTED: &str = "PERSIST_LINT_EXPECT_NAMESPACES";

/// Says that something was not tested, also when the output of tests that pass is not shown.
pub(crate) fn say(why: &str) {
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    let _ = writeln!(std::io::stderr(), "{test}: not tested, {why}");
}

/// The same; fails where that is not expected.
pub(crate) fn refused(why: &str) {
    assert!(std::env::var_os(EXPECTED).is_none(), "{EXPECTED} is set, but {why}");
    say(why);
}

/// Runs a shell text as root of a mount namespace; nothing where the kernel refuses one.
pub(crate) fn in_namespace(text: &str) -> Option<Output> {
    let unshare = |text: &str| {
        let mut command = Command::new("unshare");
        if !rustix::process::geteuid().is_root() {
            command.args(["--user", "--map-root-user"]);
        }
        command.args(["--mount", "--propagation", "private", "bash", "-euc", text]);
        command.output()
    };
    let why = match unshare("mount -t tmpfs none /mnt") {
        Ok(output) if output.status.success() => None,
        Ok(output) => Some(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(error) => Some(error.to_string()),
    };
    if let Some(why) = why {
        refused(&format!("the kernel refuses a mount namespace: {why}"));
        return None;
    }
    Some(unshare(text).expect("it ran a moment ago"))
}

/// Whether the kernel has a filesystem.
pub(crate) fn kernel_has(filesystem: &str) -> bool {
    let text = std::fs::read_to_string("/proc/filesystems").unwrap_or_default();
    text.lines().any(|line| line.split_whitespace().next_back() == Some(filesystem))
}
