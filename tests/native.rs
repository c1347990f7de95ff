//! The library that is embedded for evaluation without nixpkgs, tested by itself: in the evaluator, and in Nix where there is one.

use std::{path::Path, process::Command, sync::Arc};

use persist_lint::{
    check::Disk,
    eval::Program,
    modules::{Entry, ModeChoice, Overrides, Project, embedded::Embedded, facts, guards::GUARDS},
    source::Files,
};

/// What is asked of the one host that `testdata/native/flake.nix` has: the names of the tests that fail.
static SHAPE: facts::Shape = facts::Shape::Fields(&[("failures", facts::Shape::Scalar)]);

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

struct Suite;

impl facts::Wanted for Suite {
    fn shape(&self, _: facts::Mode) -> &'static facts::Shape {
        &SHAPE
    }

    fn chains(&self, _: &facts::HostFacts) -> Vec<Vec<String>> {
        Vec::new()
    }
}

#[test]
fn suite_passes_in_the_evaluator() {
    let vfs = Embedded::new(Disk::new([root().to_owned()]));
    let program = Program::new(Arc::new(Files::new()), Arc::new(vfs), GUARDS);
    let project = Project {
        entry: Entry::File(root().join("testdata/native/host.nix")),
        root: root().to_owned(),
        overrides: Overrides::default(),
        mode: ModeChoice::Offline,
        settings: persist_lint::eval::Settings::default(),
    };
    let facts = project.evaluate(&program, "suite", &Suite);
    let facts::Plain::Attrs(config) = &facts.config.value else {
        panic!("{:?}: {:?}", facts.config, facts.errors);
    };
    let failures = &config.entries["failures"].node.value;
    assert_eq!(*failures, facts::Plain::String("[]".into()), "{:?}", facts.errors);
}

#[test]
fn suite_passes_in_nix() {
    let run = Command::new("nix-instantiate")
        .args(["--eval", "--strict", "--json", "testdata/native/run.nix"])
        .current_dir(root())
        .output();
    let Ok(run) = run else {
        assert!(std::env::var_os("CI").is_none(), "CI has a Nix");
        return;
    };
    assert_eq!(
        String::from_utf8_lossy(&run.stdout).trim(),
        "[]",
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
}

/// Whether modules of an input that is not on disk are taken to keep nothing.
fn is_quiet(repository: &str, private: bool) -> bool {
    let quiet = concat!(env!("CARGO_MANIFEST_DIR"), "/src/modules/native/quiet.nix");
    let call = format!("import {quiet} {{ repository = {repository:?}; private = {private}; }}");
    let output = Command::new(env!("CARGO_BIN_EXE_persist-lint"))
        .args(["eval", "--json", "--expr", &call])
        .output()
        .expect("the program runs");
    let ending: String = serde_json::from_slice(&output.stdout).expect("it prints JSON");
    !ending.is_empty()
}

#[test]
fn only_published_programs_and_services_keep_nothing() {
    let published = ["nix-community/stylix", "tpwrules/nixos-apple-silicon"];
    for known in published.iter().chain(&["someone/music-player", "someone/steam-config-nix"]) {
        assert!(is_quiet(known, false), "{known}");
    }
    let mounts = [
        "nix-community/disko",
        "nix-community/impermanence",
        "astro/microvm.nix",
        "ann/impermanence-subvolumes",
        "ann/erase-your-darlings",
        "ann/zfs-root",
        "ann/btrfs-snapshots",
    ];
    let own = ["ann/nixos-config", "ann/dotfiles", "ann/secrets", "ann/nix-modules", "ann/flake"];
    for other in mounts.iter().chain(&own).chain(&[""]) {
        assert!(!is_quiet(other, false), "{other}");
    }
    assert!(!is_quiet("someone/music-player", true), "nobody else can read it");
}
