//! `--format`, more than once and into files; completions and manual pages.

use std::{fs, path::Path};

use serde_json::Value;

use crate::support::run;

fn sample(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/flake-check").join(name)
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn one_run_writes_several_formats() {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str| dir.path().join(name);
    let to = |format: &str| format!("{format}={}", file(format).display());
    let (sarif, jsonl) = (to("sarif"), to("jsonl"));
    let output = run(
        &sample("bad"),
        &[
            "check", "--format", &sarif, "--format", "github", "--format", &jsonl, "--format",
            "concise",
        ],
    );
    assert_eq!(output.status, 1, "{}", output.stderr);
    let annotation = output.stdout.lines().next().unwrap();
    let place = "file=testdata/flake-check/bad/web.nix,line=35,endLine=35,col=33,endColumn=37::";
    assert!(annotation.starts_with("::error title=persist-lint (unpersisted-service-state),"));
    assert!(annotation.contains(place), "{annotation}");
    assert!(output.stdout.contains("\nweb.nix:35:33: error[unpersisted-service-state]"));
    assert!(output.stdout.contains("\nFound 1 error in 2 files"), "{}", output.stdout);
    let log: Value = serde_json::from_str(&text(&file("sarif"))).unwrap();
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "unpersisted-service-state");
    let artifact = &result["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(artifact["uri"], "testdata/flake-check/bad/web.nix");
    assert_eq!(artifact["uriBaseId"], "%SRCROOT%");
    let found: Value = serde_json::from_str(&text(&file("jsonl"))).unwrap();
    assert_eq!(found["location"]["file"], "web.nix");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "no temporary file stays");
}

#[test]
fn an_output_that_cannot_be_written_leaves_the_others() {
    let dir = tempfile::tempdir().unwrap();
    let kept = dir.path().join("kept.json");
    let kept_as = format!("json={}", kept.display());
    let output = run(
        &sample("good"),
        &[
            "check",
            "--format",
            "sarif=no/such/dir.sarif",
            "--format",
            &kept_as,
            "--format",
            "concise",
        ],
    );
    assert_eq!(output.status, 2);
    assert!(
        output.stderr.starts_with("error: cannot write no/such/dir.sarif: "),
        "{}",
        output.stderr
    );
    assert!(output.stdout.starts_with("No problems found"), "{}", output.stdout);
    assert!(text(&kept).contains("\"diagnostics\": []"));
    let output =
        run(&sample("bad"), &["check", "--format", &format!("sarif={}", dir.path().display())]);
    assert_eq!(output.status, 2, "a directory is no file");
}

#[test]
fn a_document_stands_alone() {
    for formats in [&["sarif", "full"][..], &["json", "jsonl"], &["concise", "junit=-"]] {
        let mut arguments = vec!["check"];
        for format in formats {
            arguments.extend(["--format", format]);
        }
        let output = run(&sample("good"), &arguments);
        assert_eq!((output.status, output.stdout.as_str()), (2, ""), "{formats:?}");
        assert!(output.stderr.contains("has to be the only one on the standard output"));
    }
    let output = run(&sample("good"), &["check", "--format", "sarif=a", "--format", "json=a"]);
    assert_eq!(output.stderr, "error: two outputs go to a\n");
    let output = run(&sample("good"), &["check", "--format", "sarif="]);
    assert_eq!(output.status, 2);
    assert!(output.stderr.contains("names no file"), "{}", output.stderr);
}

#[cfg(unix)]
#[test]
fn an_output_that_is_no_file_is_written_to() {
    let output =
        run(&sample("good"), &["check", "--format", "jsonl=/dev/null", "--format", "full"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    let dir = tempfile::tempdir().unwrap();
    let (link, target) = (dir.path().join("link"), dir.path().join("target"));
    fs::write(&target, "old").unwrap();
    std::os::unix::fs::symlink(&target, &link).unwrap();
    let output =
        run(&sample("good"), &["check", "--format", &format!("gitlab={}", link.display())]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    assert_eq!(text(&target), "[]\n");
    assert!(link.is_symlink());
}

#[test]
fn every_shell_knows_every_command() {
    let help = run(Path::new("."), &["--help"]).stdout;
    let commands = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let commands: Vec<_> = commands
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .map(|line| line.split_whitespace().next().unwrap())
        .collect();
    assert!(commands.contains(&"baseline"), "{commands:?}");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell", "nushell"] {
        let text = run(Path::new("."), &["completions", shell]).stdout;
        for command in &commands {
            assert!(text.contains(command), "{shell}: {command}");
        }
        assert!(text.contains("unsafe-fixes"), "{shell} completes options");
    }
    let dir = tempfile::tempdir().unwrap();
    let pages = dir.path().join("share/man");
    let output = run(Path::new("."), &["man", "--output", pages.to_str().unwrap()]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    for command in commands.iter().filter(|command| **command != "help") {
        let page = text(&pages.join(format!("persist-lint-{command}.1")));
        assert!(page.contains(".SH SYNOPSIS"), "{command}");
    }
    assert!(run(Path::new("."), &["man"]).stdout.contains(".TH persist-lint 1"));
}
