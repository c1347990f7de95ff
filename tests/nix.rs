//! `--evaluator nix`: the same facts from the real Nix. It needs `nix` or `nix-instantiate`, which `.ci/run` installs, and
//! no nixpkgs.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};
use tempfile::TempDir;

const FLAKE: &str = r#"{
  outputs = _: {
    nixosConfigurations.web = {
      options = { };
      config = {
        networking.hostName = "web";
        fileSystems."/" = {
          device = "none";
          fsType = "tmpfs";
          mountPoint = "/";
        };
        fileSystems."/persist" = {
          device = "/dev/disk/by-label/${"per" + "sist"}";
          fsType = "ext4";
          mountPoint = "/persist";
          neededForBoot = false;
        };
        fileSystems."/data" = {
          device = throw "nobody knows the disk";
          fsType = "ext4";
          mountPoint = "/data";
        };
        environment.persistence."/persist".directories = [
          "/var/lib/nixos"
          {
            directory = "/var/lib/app";
            user = "app";
            mode = "0700";
          }
        ];
        services.missing = throw "nobody needs this";
        users.users.ann.home = throw "this cannot be known";
        system.nixos.release = "26.11";
      };
    };
  };
}
"#;

fn project(flake: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("flake.nix"), flake).unwrap();
    dir
}

/// A program on PATH.
fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file())
}

/// Status, stdout and stderr of a run, with only these programs on PATH.
fn run(dir: &Path, programs: &[PathBuf], arguments: &[&str]) -> (i32, String, String) {
    let bin = tempfile::tempdir().unwrap();
    for program in programs {
        let link = bin.path().join(program.file_name().unwrap());
        std::os::unix::fs::symlink(program, link).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_persist-lint"));
    command.args(arguments).arg(dir).env("PATH", bin.path()).env_remove("PERSIST_LINT_NIXPKGS");
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// The programs of a Nix that is there: the tests below hold for each of them alone.
fn programs() -> Vec<PathBuf> {
    let found: Vec<_> = ["nix", "nix-instantiate"].into_iter().filter_map(find).collect();
    assert!(!found.is_empty() || std::env::var_os("CI").is_none(), "CI installs Nix");
    found
}

/// Takes out what the two evaluators say differently: which of them it was, and in which words a failure is told. Of a
/// place the line is left, because an attribute is known to Nix by its name and to us by its value; elements of lists
/// are known to us alone.
fn facts(json: &str) -> Value {
    fn clean(value: &mut Value) {
        match value {
            Value::Object(object) => {
                object.remove("reason");
                if let Some(place) = object.get_mut("location") {
                    *place = json!([place["file"], place["start"]["line"]]);
                }
                object.values_mut().for_each(clean);
            }
            Value::Array(items) => items.iter_mut().for_each(clean),
            _ => {}
        }
    }
    let mut value: Value = serde_json::from_str(json).unwrap();
    for host in value["hosts"].as_array_mut().unwrap() {
        host.as_object_mut().unwrap().remove("mode");
        for entry in host["persistence"].as_array_mut().unwrap() {
            entry.as_object_mut().unwrap().remove("location");
        }
    }
    clean(&mut value);
    value
}

/// Why the facts of the host are not known.
fn reasons(json: &str) -> Vec<String> {
    let value: Value = serde_json::from_str(json).unwrap();
    let unknown = value["hosts"][0]["unknown"].as_array().unwrap().iter();
    unknown.map(|unknown| unknown["reason"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn both_evaluators_give_the_same_facts() {
    let dir = project(FLAKE);
    let (_, own, _) = run(dir.path(), &[], &["state", "--format", "json"]);
    assert_eq!(reasons(&own), ["nobody knows the disk", "this cannot be known"]);
    for program in programs() {
        let arguments = ["state", "--format", "json", "--evaluator", "nix"];
        let (status, nix, errors) = run(dir.path(), &[program], &arguments);
        assert_eq!(status, 0, "{errors}");
        assert_eq!(facts(&nix), facts(&own));
        // Nix does not tell what failed, so the option is named.
        let options = ["fileSystems./data.device", "users.users.ann.home"];
        assert_eq!(reasons(&nix), options.map(|option| format!("{option}: its evaluation fails")));
        let nix: Value = serde_json::from_str(&nix).unwrap();
        assert_eq!(nix["hosts"][0]["mode"], "nix");
        let entries = nix["hosts"][0]["persistence"].as_array().unwrap();
        assert_eq!(entries.len(), 2);
    }
}

#[test]
fn diagnostics_point_at_the_lines_of_the_user() {
    let dir = project(FLAKE);
    for program in programs() {
        let arguments = ["check", "--format", "concise", "--quiet", "--evaluator", "nix"];
        let (status, found, errors) = run(dir.path(), &[program], &arguments);
        assert_eq!(status, 1, "{found}{errors}");
        assert!(found.contains("flake.nix:12:"), "{found}");
        assert!(found.contains("[missing-needed-for-boot]"), "{found}");
    }
}

#[test]
fn without_nix_nothing_is_checked() {
    let dir = project(FLAKE);
    let (status, found, errors) = run(dir.path(), &[], &["check", "--evaluator", "nix"]);
    assert_eq!((status, found.as_str()), (2, ""));
    assert!(errors.contains("neither `nix` nor `nix-instantiate`"), "{errors}");
}

#[test]
fn what_nix_says_is_told() {
    let one = "{ outputs = _: { nixosConfigurations.web = throw \"no such machine\"; }; }";
    let all = "{ outputs = _: throw \"no machines at all\"; }";
    for program in programs() {
        let check = ["check", "--format", "concise", "--evaluator", "nix"];
        let (status, found, errors) =
            run(project(one).path(), std::slice::from_ref(&program), &check);
        assert_eq!(status, 2, "{found}{errors}");
        assert!(found.contains("no such machine"), "{found}{errors}");
        let (status, found, errors) = run(project(all).path(), &[program], &check);
        assert_eq!((status, found.as_str()), (2, ""));
        assert!(errors.contains("no machines at all"), "{errors}");
    }
}
