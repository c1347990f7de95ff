//! How long an audit takes on a large tree, against `find -xdev -type f` on the same tree: `cargo bench --bench audit`.
//!
//! It makes a tree of a million files (`AUDIT_FILES`) in a temporary directory (`TMPDIR`), runs both by turns and prints the times, their ratio and the memory
//! of the audit.

#![allow(clippy::print_stdout, reason = "a table is printed")]

use std::{
    fs::{self, File},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

const RUNS: usize = 7;
const SERVICES: usize = 40;
const FILES_IN_FOLDER: usize = 50;

fn make(root: &Path, files: usize) {
    let folders = files.div_ceil(FILES_IN_FOLDER);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            scope.spawn(move || {
                for folder in (thread..folders).step_by(threads) {
                    let service = folder % SERVICES;
                    let path =
                        root.join(format!("var/lib/service{service}/{}/{folder}", folder % 97));
                    fs::create_dir_all(&path).expect("a directory can be made");
                    for file in 0..FILES_IN_FOLDER.min(files - folder * FILES_IN_FOLDER) {
                        File::create(path.join(format!("file{file}"))).expect("a file can be made");
                    }
                }
            });
        }
    });
}

fn time(command: &mut Command) -> Duration {
    let begun = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    let code = status.expect("it runs").code();
    // The audit finds something.
    assert!(matches!(code, Some(0 | 1)), "it ended with {code:?}");
    begun.elapsed()
}

/// The most memory of a child so far, in KiB.
fn memory() -> i64 {
    nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_CHILDREN)
        .map_or(0, |usage| usage.max_rss())
}

fn main() {
    let files = std::env::var("AUDIT_FILES").ok().and_then(|text| text.parse().ok());
    let files = files.unwrap_or(1_000_000);
    let dir = tempfile::tempdir().expect("there is room");
    let (root, state) = (dir.path().join("root"), dir.path().join("state.json"));
    let document = r#"{ "version": 1, "hosts": [ { "name": "web", "mode": "full", "mounts": [], "persistence": [], "state": [] } ] }"#;
    fs::write(&state, document).expect("there is room");
    make(&root, files);
    let mut best = [Duration::MAX; 2];
    let mut most = 0;
    for _ in 0..RUNS {
        let mut find = Command::new("find");
        find.arg(&root).args(["-xdev", "-type", "f"]);
        best[0] = best[0].min(time(&mut find));
        let mut audit = Command::new(env!("CARGO_BIN_EXE_persist-lint"));
        audit.args(["audit", "--format", "json", "--root"]).arg(&root).arg("--state").arg(&state);
        best[1] = best[1].min(time(&mut audit));
        most = most.max(memory());
    }
    let [find, audit] = best.map(|time| time.as_secs_f64());
    println!("{files} files, best of {RUNS}");
    println!("  find -xdev -type f   {find:.3} s");
    println!("  persist-lint audit   {audit:.3} s   {:.2} x find", audit / find);
    println!("  memory               {:.0} MiB", most as f64 / 1024.0);
}
