//! Running the binary, and projects to run it on.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

/// What a run printed.
pub(crate) struct Output {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Output {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).expect("stdout is one JSON document")
    }

    /// The diagnostics of a concise run that are about the input, and not about the machine.
    pub(crate) fn complaints(&self) -> Vec<&str> {
        let about = |line: &&str| line.contains("[syntax]") || line.contains("[evaluation]");
        self.stdout.lines().filter(about).collect()
    }
}

pub(crate) fn command(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_persist-lint"));
    command.args(arguments).current_dir(dir).stdin(Stdio::null());
    for name in ["PERSIST_LINT_NIXPKGS", "LC_ALL", "LC_CTYPE", "NO_COLOR"] {
        command.env_remove(name);
    }
    command.env("LANG", "C.UTF-8");
    command
}

pub(crate) fn finish(mut command: Command) -> Output {
    let output = command.output().expect("the binary runs");
    let text = |bytes| String::from_utf8(bytes).expect("the output is UTF-8");
    let (stdout, stderr) = (text(output.stdout), text(output.stderr));
    assert!(!stderr.contains("panicked"), "{stderr}");
    Output { status: output.status.code().expect("it was not killed"), stdout, stderr }
}

pub(crate) fn run(dir: &Path, arguments: &[&str]) -> Output {
    finish(command(dir, arguments))
}

pub(crate) fn files(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), files);
    dir
}

pub(crate) fn write(dir: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = dir.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

pub(crate) const FLAKE: &str = r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/patched";
  inputs.impermanence.url = "github:nix-community/impermanence";
  outputs = { nixpkgs, impermanence, ... }: let
    host = module: nixpkgs.lib.nixosSystem {
      modules = [ impermanence.nixosModules.impermanence ./common.nix module ];
    };
  in {
    nixosConfigurations.good = host ./good.nix;
    nixosConfigurations.bad = host ./bad.nix;
  };
}
"#;

pub(crate) const COMMON: &str = r#"{ ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/sda2"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/sda1"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
  system.stateVersion = "25.05";
}
"#;

pub(crate) const CLEAN: &str = "{ ... }:\n{\n  networking.hostName = \"host\";\n}\n";

/// Two hosts with `/nix` and what is needed persisted; `bad` has a module of its own.
pub(crate) fn project(bad: &str) -> TempDir {
    files(&[("flake.nix", FLAKE), ("common.nix", COMMON), ("good.nix", CLEAN), ("bad.nix", bad)])
}

/// Checks a project whose host `bad` cannot be checked: one complaint, that holds these texts; the other host is
/// checked all the same.
pub(crate) fn one_complaint(dir: &TempDir, texts: &[&str]) {
    let output = run(dir.path(), &["check", "--format", "concise"]);
    let complaints = output.complaints();
    assert_eq!(complaints.len(), 1, "{}", output.stdout);
    for text in texts {
        assert!(complaints[0].contains(text), "{text}: {}", output.stdout);
    }
    assert!(output.stdout.contains("on 2 hosts"), "{}", output.stdout);
    assert_eq!(output.status, 2, "{}", output.stdout);
    assert_eq!(output.stderr, "");
    let json = run(dir.path(), &["check", "--format", "json"]);
    assert_eq!(json.status, 2, "the format does not change the status");
    assert_eq!(json.json()["hosts"].as_array().unwrap().len(), 2);
    assert_eq!(run(dir.path(), &["state", "--format", "json"]).status, 2);
}

/// Checks that nothing can be checked: one message on stderr.
pub(crate) fn one_message(dir: &Path, path: &str, texts: &[&str]) {
    for command in ["check", "state"] {
        let output = run(dir, &[command, path]);
        assert_eq!(output.status, 2, "{}{}", output.stdout, output.stderr);
        assert_eq!(output.stderr.lines().count(), 1, "{}", output.stderr);
        for text in texts {
            assert!(output.stderr.contains(text), "{text}: {}", output.stderr);
        }
        assert_eq!(output.stdout, "");
    }
}
