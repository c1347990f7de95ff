//! Ctrl-C while it looks: what was found is told, and that it is not all.

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use nix::sys::signal::{Signal, kill};

use crate::support::{BINARY, state, write};

/// Signals of a process, as proc(5) has them: `SigCgt` those it catches, `ShdPnd` those that wait for it.
fn signals(process: &Path, field: &str) -> u64 {
    let status = fs::read_to_string(process.join("status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap();
    u64::from_str_radix(line.trim_start_matches(':').trim(), 16).unwrap()
}

fn wait(what: &str, mut until: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !until() {
        assert!(begun.elapsed() < Duration::from_secs(120), "{what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// The configuration comes through a pipe, so the signal is there before there is anything to look at.
#[test]
fn it_stops_when_it_is_told_to() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "/root/var/lib/a/x", "x");
    let pipe = dir.path().join("state.json");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut command = Command::new(BINARY);
    command.args(["audit", "--state"]).arg(&pipe).arg("--root").arg(dir.path().join("root"));
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let pid = nix::unistd::Pid::from_raw(child.id().try_into().unwrap());
    let process = Path::new("/proc").join(pid.to_string());
    let interrupt = 1 << (Signal::SIGINT as u64 - 1);
    wait("it watches for Ctrl-C", || signals(&process, "SigCgt") & interrupt != 0);
    kill(pid, Signal::SIGINT).unwrap();
    wait("the signal is there", || signals(&process, "ShdPnd") & interrupt == 0);
    let mut state_file = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    state_file.write_all(state(&[]).to_string().as_bytes()).unwrap();
    drop(state_file);
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{stderr}");
    assert!(stderr.contains("stopped after "), "{stderr}");
}
