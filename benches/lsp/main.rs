//! How soon the language server shows what an edit changes, and what memory it takes: `cargo bench --bench lsp`. With
//! `PERSIST_LINT_NIXPKGS` also with that nixpkgs.
//!
//! The server runs in this process and is driven as an editor drives it. An edit adds a service that loses its state, at
//! once or key by key; the time ends when the finding is sent. Taking it out again is measured apart: that the finding
//! is gone is known without a check. Three kinds of files are edited: one that one host reads, a module that some hosts
//! switch on, and one that is a part of every host. `-- quick`, `-- memory` and `-- full` measure only this.

#![allow(clippy::print_stdout, reason = "a table is printed")]

mod editor;
#[path = "../project/mod.rs"]
mod project;

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use persist_lint::{
    check,
    modules::{ModeChoice, Overrides},
};
use serde_json::json;

use editor::{Editor, Times};
use project::{HOSTS, enabled, generate};

/// Files that are edited: a name for their kind, and the line that is added to each.
type Kind = (&'static str, Vec<(String, usize)>);

/// Those of the made-up project.
fn kinds() -> Vec<Kind> {
    let hosts = (0..HOSTS).map(|host| (format!("hosts/host{host}/default.nix"), 2));
    let services: Vec<usize> = (0..HOSTS).filter_map(|host| enabled(host).nth(host)).collect();
    // After `config = lib.mkIf cfg.enable {`.
    let modules =
        services.iter().map(|service| (format!("modules/services/service{service}.nix"), 20));
    vec![
        ("a file of one host", hosts.collect()),
        ("a module some hosts use", modules.collect()),
        ("a part of every host", vec![("modules/base.nix".to_owned(), 1)]),
    ]
}

/// The middle of all times, and what nineteen of twenty are below, in milliseconds.
fn middle(times: &mut [Duration]) -> (f64, f64) {
    times.sort();
    let at = |part: usize| times[(times.len() - 1) * part / 100].as_secs_f64() * 1000.0;
    (at(50), at(95))
}

/// Edits all kinds of files `rounds` times each, and prints what that took.
fn measure(editor: &mut Editor, kinds: Vec<Kind>, rounds: usize, pause: Duration) {
    println!("{:<28} {:>7} {:>9} {:>9}", "", "edits", "median ms", "p95 ms");
    for (kind, files) in kinds {
        let mut times = Times::default();
        for (file, line) in &files {
            editor.show(file);
            editor.rest(pause);
            for _ in 0..rounds.div_ceil(files.len()) {
                editor.measure(file, *line, pause, &mut times);
            }
        }
        println!("{kind}");
        for (what, mut times) in [
            ("a line is added", times.added),
            ("a line is typed", times.typed),
            ("all hosts are known", times.settled),
            ("a line is taken out", times.removed),
        ] {
            let (median, late) = middle(&mut times);
            println!("  {what:<26} {:>7} {median:>9.1} {late:>9.1}", times.len());
        }
    }
}

/// The hosts of `benches/hosts/` as a flake.
fn four_hosts(dir: &Path) {
    let hosts = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/hosts");
    for file in fs::read_dir(hosts).expect("the hosts are there") {
        let file = file.expect("the directory can be read").path();
        let text = fs::read_to_string(&file).expect("the file can be read");
        project::write(dir, &file.file_name().unwrap_or_default().to_string_lossy(), &text);
    }
    let flake = r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  outputs = { nixpkgs, ... }: {
    nixosConfigurations = nixpkgs.lib.genAttrs [ "server" "media" "router" "mail" ] (
      name: nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        modules = [ ./persistence.nix (./. + "/${name}.nix") ];
      }
    );
  };
}
"#;
    project::write(dir, "flake.nix", flake);
}

/// The memory of this process, in MiB. Linux only.
fn resident() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1024.0)
}

/// How long a run without a server takes, in milliseconds.
fn check(root: &Path, nixpkgs: Option<&Path>) -> f64 {
    let mode = if nixpkgs.is_some() { ModeChoice::Full } else { ModeChoice::Offline };
    let overrides = Overrides { nixpkgs: nixpkgs.map(Path::to_owned), ..Overrides::default() };
    let request = check::Request {
        path: root.to_owned(),
        mode: Some(mode),
        overrides,
        ..check::Request::default()
    };
    let times = (0..3).map(|_| {
        let start = Instant::now();
        drop(check::run(&request).expect("the project can be checked"));
        start.elapsed()
    });
    times.min().unwrap_or_default().as_secs_f64() * 1000.0
}

/// Adds a line and takes it out again, ten edits in all.
fn ten_edits(editor: &mut Editor, file: &str) {
    for _ in 0..5 {
        editor.add(file, 2);
        editor.remove(file, 2);
    }
}

fn main() {
    let dir = tempfile::tempdir().expect("a directory can be made");
    generate(dir.path());
    // A module that every host reads and nobody switches off.
    project::write(dir.path(), "modules/base.nix", "{\n}\n");
    let list = dir.path().join("modules/default.nix");
    let modules = fs::read_to_string(&list).expect("it was written");
    let modules = modules.replacen("imports = [\n", "imports = [\n    ./base.nix\n", 1);
    fs::write(list, modules).expect("it can be written");

    let wanted: Vec<String> = std::env::args().skip(1).filter(|part| part != "--bench").collect();
    let wants = |part: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == part);
    if wants("quick") {
        quick(dir.path());
    }
    if wants("memory") {
        memory(dir.path());
    }
    if wants("full")
        && let Some(nixpkgs) = std::env::var_os("PERSIST_LINT_NIXPKGS")
    {
        full(dir.path(), Path::new(&nixpkgs));
    }
}

/// The answer from the project's own files.
fn quick(dir: &Path) {
    let whole = check(dir, None);
    println!("the quick answer; a run without a server takes {whole:.1} ms");
    // Longer than the rest of a check after its first answer.
    let pause = Duration::from_secs_f64(whole / 1000.0) * 2 + Duration::from_millis(100);
    let mut editor = Editor::open(dir, &json!({ "mode": "offline" }), false);
    editor.rest(pause * 3);
    measure(&mut editor, kinds(), 20, pause);
}

/// What many edits take more than few.
fn memory(dir: &Path) {
    let mut editor = Editor::open(dir, &json!({ "mode": "offline" }), false);
    editor.rest(Duration::from_secs(2));
    let file = "hosts/host0/default.nix";
    editor.show(file);
    ten_edits(&mut editor, file);
    let few = resident();
    for _ in 0..99 {
        ten_edits(&mut editor, file);
    }
    if let (Some(few), Some(many)) = (few, resident()) {
        println!(
            "\nmemory after 10 edits {few:.1} MiB, after 1000 {many:.1} MiB: {:.2}",
            many / few
        );
    }
}

/// The answer with nixpkgs.
fn full(dir: &Path, nixpkgs: &Path) {
    let hosts = tempfile::tempdir().expect("a directory can be made");
    four_hosts(hosts.path());
    let of_hosts = vec![
        ("one of the four hosts", vec![("server.nix".to_owned(), 2)]),
        ("a part of all four", vec![("disks.nix".to_owned(), 2)]),
    ];
    for (dir, kinds) in [(hosts.path(), of_hosts), (dir, kinds())] {
        let whole = check(dir, Some(nixpkgs));
        println!("\nthe answer with nixpkgs; a run without a server takes {whole:.1} ms");
        let options = json!({ "mode": "full", "nixpkgs": nixpkgs });
        let mut editor = Editor::open(dir, &options, true);
        // Longer than from one host to the next.
        measure(&mut editor, kinds, 5, Duration::from_millis(1500));
    }
}
