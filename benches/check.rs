//! How long a check takes and how much memory it needs, and how fast text is parsed: `cargo bench --bench check`. With
//! `PERSIST_LINT_NIXPKGS` the project is also checked with that nixpkgs, whose files are then parsed.
//!
//! The project is made up (`project`).

#![allow(clippy::print_stdout, reason = "a table is printed")]

mod project;

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use persist_lint::{
    check::{self, Request},
    modules::{ModeChoice, Overrides},
    syntax,
};
use project::{HOSTS, generate};

const RUNS: usize = 10;

/// The shortest and the middle time of several runs.
fn measure(mut run: impl FnMut()) -> (Duration, Duration) {
    run();
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    (times[0], times[RUNS / 2])
}

/// The most memory this process has had, in KiB. Linux only.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn row(name: &str, (best, middle): (Duration, Duration), note: &str) {
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    println!("{name:<28} {:>9.2} {:>9.2}  {note}", ms(best), ms(middle));
}

fn main() {
    let dir = tempfile::tempdir().expect("a directory can be made");
    generate(dir.path());
    let mut texts = Vec::new();
    collect(dir.path(), &mut texts);

    println!("{:<28} {:>9} {:>9}", "", "best ms", "median ms");
    let request = |hosts: Vec<String>| Request {
        path: dir.path().to_owned(),
        mode: Some(ModeChoice::Offline),
        hosts,
        ..Request::default()
    };
    let check =
        |hosts: Vec<String>| check::run(&request(hosts)).expect("the project can be checked");
    let one = measure(|| drop(check(vec!["host0".to_owned()])));
    row("check, 1 host", one, "");
    let report = check(Vec::new());
    let found = format!(
        "{} hosts, {} files read, {} diagnostics",
        report.fleet.hosts.len(),
        report.project_files,
        report.diagnostics.len()
    );
    drop(report);
    let all = measure(|| drop(check(Vec::new())));
    row("check, all hosts", all, &found);
    let further = |all: Duration, one: Duration| all.saturating_sub(one) / (HOSTS as u32 - 1);
    row("each further host", (further(all.0, one.0), further(all.1, one.1)), "");
    if let Some(peak) = peak() {
        println!(
            "{:<28} {:>9.1} MiB, of {} checks",
            "peak memory",
            peak as f64 / 1024.0,
            RUNS * 2 + 3
        );
    }
    parsing("parse", &texts);
    if let Some(nixpkgs) = std::env::var_os("PERSIST_LINT_NIXPKGS") {
        with_nixpkgs(dir.path(), Path::new(&nixpkgs));
        let mut texts = Vec::new();
        collect(Path::new(&nixpkgs), &mut texts);
        parsing("parse, nixpkgs", &texts);
    }
}

/// How fast texts are parsed.
fn parsing(name: &str, texts: &[String]) {
    let bytes: usize = texts.iter().map(String::len).sum();
    let parsed = measure(|| {
        for text in texts {
            std::hint::black_box(syntax::parse(text));
        }
    });
    let rate = bytes as f64 / parsed.0.as_secs_f64() / (1 << 20) as f64;
    row(name, parsed, &format!("{} files, {bytes} bytes, {rate:.0} MiB/s", texts.len()));
}

/// The same project with a real nixpkgs, each run once: what a host costs after the first.
fn with_nixpkgs(dir: &Path, nixpkgs: &Path) {
    let once = |hosts: Vec<String>| {
        let overrides = Overrides { nixpkgs: Some(nixpkgs.to_owned()), ..Overrides::default() };
        let path = dir.to_owned();
        let mode = Some(ModeChoice::Full);
        let request = Request { path, mode, hosts, overrides, ..Request::default() };
        let start = Instant::now();
        let report = check::run(&request).expect("the project can be checked");
        (start.elapsed(), report.fleet.hosts.len())
    };
    let (one, _) = once(vec!["host0".to_owned()]);
    row("full, 1 host", (one, one), "");
    let (all, hosts) = once(Vec::new());
    row("full, all hosts", (all, all), &format!("{hosts} hosts"));
    let further = all.saturating_sub(one) / (HOSTS as u32 - 1);
    row("full, each further host", (further, further), "");
    if let Some(peak) = peak() {
        println!("{:<28} {:>9.1} MiB", "peak memory", peak as f64 / 1024.0);
    }
}

/// The texts of the Nix files below a directory; what is not UTF-8 is left out.
fn collect(dir: &Path, texts: &mut Vec<String>) {
    for entry in fs::read_dir(dir).expect("the directory can be read") {
        let entry = entry.expect("the directory can be read");
        let (path, kind) = (entry.path(), entry.file_type().expect("an entry has a type"));
        if kind.is_dir() {
            collect(&path, texts);
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "nix") {
            texts.extend(fs::read_to_string(path));
        }
    }
}
