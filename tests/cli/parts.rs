//! Checking files and directories inside a flake.

use std::fs;

use crate::support::{COMMON, FLAKE, files, run};

/// `ssh.nix` of one host and `db.nix` of both lose something; `alone.nix` is read by no host.
fn flake() -> tempfile::TempDir {
    files(&[
        (
            "flake.nix",
            &FLAKE.replace("./bad.nix", "./hosts/bad").replace("./good.nix", "./hosts/good"),
        ),
        ("common.nix", COMMON),
        ("hosts/bad/default.nix", "{ imports = [ ./ssh.nix ../../db.nix ]; }\n"),
        (
            "hosts/bad/ssh.nix",
            "{ services.openssh.enable = true; services.tailscale.enable = true; }\n",
        ),
        ("hosts/good/default.nix", "{ imports = [ ../../db.nix ]; }\n"),
        ("db.nix", "{ services.postgresql.enable = true; }\n"),
        ("alone.nix", "{ fileSystems.\"/\" = { device = \"none\"; fsType = \"tmpfs\"; }; }\n"),
    ])
}

/// The files of a concise report, each once.
fn reported(text: &str) -> Vec<&str> {
    let lines = text.lines().filter(|line| line.contains("[unpersisted-"));
    let mut files: Vec<&str> = lines.filter_map(|line| line.split(':').next()).collect();
    files.dedup();
    files
}

#[test]
fn what_concerns_a_file_is_reported() {
    let dir = flake();
    let whole = run(dir.path(), &["check", "--format", "concise"]);
    assert_eq!(reported(&whole.stdout), ["db.nix", "hosts/bad/ssh.nix"], "{}", whole.stdout);
    for (arguments, expected) in [
        (&["hosts/bad/ssh.nix"][..], &["hosts/bad/ssh.nix"][..]),
        (&["hosts/bad"], &["hosts/bad/ssh.nix"]),
        (&["hosts"], &["hosts/bad/ssh.nix"]),
        (&["hosts/good"], &[]),
        (&["db.nix", "hosts/bad/ssh.nix"], &["db.nix", "hosts/bad/ssh.nix"]),
    ] {
        let output = run(dir.path(), &[&["check", "--format", "concise"], arguments].concat());
        assert_eq!(reported(&output.stdout), expected, "{arguments:?}: {}", output.stdout);
        assert_eq!(output.stderr, "");
        assert!(output.stdout.contains("on 2 hosts"), "{arguments:?}: {}", output.stdout);
        assert_eq!(output.status, i32::from(!expected.is_empty()), "{arguments:?}");
    }
}

#[test]
fn files_are_named_from_where_the_user_is() {
    let dir = flake();
    let output = run(&dir.path().join("hosts/bad"), &["check", "--format", "concise", "ssh.nix"]);
    assert_eq!(reported(&output.stdout), ["../../hosts/bad/ssh.nix"], "{}", output.stdout);
    let json = run(&dir.path().join("hosts/bad"), &["check", "--format", "json", "ssh.nix"]).json();
    assert_eq!(json["diagnostics"][0]["location"]["file"], "hosts/bad/ssh.nix");
}

#[test]
fn what_no_host_reads_is_a_project_of_its_own() {
    let dir = flake();
    let output = run(dir.path(), &["check", "--format", "concise", "alone.nix"]);
    assert!(output.stdout.contains("in 1 file on 1 host"), "{}", output.stdout);
    let output = run(dir.path(), &["check", "--format", "concise", "alone.nix", "db.nix"]);
    assert!(output.stdout.contains("on 3 hosts"), "{}", output.stdout);
    assert_eq!(reported(&output.stdout)[0], "db.nix", "{}", output.stdout);
}

#[test]
fn the_search_for_a_flake_ends_at_the_repository() {
    let dir = flake();
    fs::create_dir_all(dir.path().join("hosts/bad/.git")).unwrap();
    let output = run(dir.path(), &["check", "--format", "concise", "hosts/bad/ssh.nix"]);
    assert!(output.stdout.contains("in 1 file on 1 host"), "{}", output.stdout);
}

#[test]
fn only_what_concerns_the_part_is_repaired() {
    let dir = flake();
    // Only one of the hosts needs it, so it is not in the list that all have.
    let persisted = |path: &str| {
        let folders = [dir.path().to_owned(), dir.path().join("hosts/bad")];
        let entries = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
        let files = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
        files.into_iter().any(|file| fs::read_to_string(file).unwrap().contains(path))
    };
    run(dir.path(), &["fix", "--unsafe-fixes", "hosts/bad/ssh.nix"]);
    assert!(persisted("/var/lib/tailscale"), "what is asked for is repaired");
    assert!(!persisted("/var/lib/postgresql"), "what is not is left");
}

#[test]
fn a_baseline_is_of_a_whole_flake() {
    let dir = flake();
    let output = run(dir.path(), &["baseline", "db.nix"]);
    assert_eq!(output.status, 2);
    assert!(output.stderr.contains("whole flake"), "{}", output.stderr);
}
