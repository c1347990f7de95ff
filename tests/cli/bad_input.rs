//! Input that is wrong, unreadable or not there.

use crate::support::{files, one_complaint, one_message, project, run, write};

#[test]
fn a_missing_path() {
    let dir = files(&[]);
    one_message(dir.path(), "nope", &["nothing at nope"]);
    one_message(dir.path(), "nope.nix", &["nothing at nope.nix"]);
}

#[test]
fn an_empty_folder() {
    let dir = files(&[("x.nix/readme", "")]);
    one_message(dir.path(), ".", &["holds no flake.nix"]);
    one_message(dir.path(), "x.nix", &["x.nix holds no flake.nix"]);
}

#[test]
fn a_folder_whose_hosts_are_in_another_file() {
    let machines = "{ web = import (import ./npins).nixpkgs \"/nixos/lib/eval-config.nix\" { }; }";
    let dir = files(&[("a.nix", "{ }"), ("machines.nix", machines)]);
    let expected = "no flake.nix, configuration.nix, default.nix or hive.nix; `./machines.nix` seems to have hosts";
    one_message(dir.path(), ".", &[expected, "persist-lint check ./machines.nix"]);
}

#[test]
fn a_flake_beside_a_module() {
    let dir = files(&[
        ("flake.nix", "{ outputs = { ... }: { packages = { }; }; }\n"),
        ("default.nix", "{ config, lib, ... }: { }"),
    ]);
    let output = run(dir.path(), &["check"]);
    let help =
        "`default.nix` is a module; it is checked by itself with `persist-lint check default.nix`";
    assert!(output.stdout.contains(help), "{}", output.stdout);
}

#[test]
fn a_file_that_is_not_in_the_repository() {
    let dir = files(&[
        (
            "configuration.nix",
            "{\n  imports = [ ./disks.nix ./lost.nix \"${./.}/more.nix\" ];\n}\n",
        ),
        (".gitignore", "disks.nix\nmore.nix\n"),
    ]);
    let output = run(dir.path(), &["check", "--format", "concise"]);
    let complaints = output.complaints();
    let expected = [
        "warning[evaluation] `disks.nix` is not there",
        "error[evaluation] cannot read `lost.nix`: no such file",
        "warning[evaluation] `more.nix` is not there",
    ];
    for message in expected {
        assert!(complaints.iter().any(|text| text.contains(message)), "{message}: {complaints:?}");
    }
    assert_eq!(output.status, 2);
}

#[test]
fn a_flake_without_hosts() {
    let dir = files(&[("flake.nix", "{ outputs = { ... }: { packages = { }; }; }\n")]);
    let output = run(dir.path(), &["check", "--format", "concise"]);
    let expected = "flake.nix:1:1: error[evaluation] the flake has no `nixosConfigurations`";
    assert_eq!(output.complaints(), [expected]);
    assert_eq!(output.status, 2);
}

#[test]
fn a_flake_with_an_empty_set_of_hosts() {
    let dir = files(&[("flake.nix", "{ outputs = { ... }: { nixosConfigurations = { }; }; }\n")]);
    let output = run(dir.path(), &["check", "--format", "concise"]);
    assert_eq!(
        output.complaints(),
        ["flake.nix:1:1: warning[evaluation] the project has no hosts"]
    );
    assert_eq!(output.status, 2);
}

#[test]
fn hosts_of_a_flake_module_that_is_not_on_disk() {
    let flake = "{
      inputs.flake-parts.url = \"github:hercules-ci/flake-parts\";
      inputs.fleet.url = \"github:example/fleet\";
      outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
        systems = [ \"x86_64-linux\" ];
        imports = [ inputs.fleet.flakeModules.default ];
      };
    }\n";
    let dir = files(&[("flake.nix", flake)]);
    let output = run(dir.path(), &["check", "--format", "concise"]);
    let expected = "warning[evaluation] no host of the project is known";
    assert!(output.complaints()[0].contains(expected), "{:?}", output.complaints());
    assert_eq!(output.status, 2);
}

#[test]
fn a_function_among_the_hosts() {
    let flake = "{
      inputs.nixpkgs.url = \"github:NixOS/nixpkgs\";
      outputs = { nixpkgs, ... }: {
        nixosConfigurations.one = nixpkgs.lib.nixosSystem { modules = [ ]; };
        nixosConfigurations.image = { address }: nixpkgs.lib.nixosSystem { modules = [ ]; };
      };
    }\n";
    let dir = files(&[("flake.nix", flake)]);
    let output = run(dir.path(), &["check", "-v"]);
    assert_eq!(output.status, 0, "{}", output.stdout);
    let note = "unknown: a function that makes a host, and none itself (host image)";
    assert!(output.stderr.contains(note), "{}", output.stderr);
}

#[test]
fn a_syntax_error_in_the_flake() {
    let dir = files(&[("flake.nix", "{\n  outputs = { ... }: {\n    a = ;\n  };\n}\n")]);
    let output = run(dir.path(), &["check", "--format", "concise"]);
    let expected = "flake.nix:3:9: error[syntax] expected an expression, found `;`";
    assert_eq!(output.complaints(), [expected]);
    assert_eq!(output.status, 2);
}

#[test]
fn a_syntax_error_in_a_module() {
    let dir = project("{ ... }:\n{\n  services.openssh.enable = ;\n}\n");
    one_complaint(&dir, &["bad.nix:3:29: error[syntax] expected an expression"]);
}

#[test]
fn a_module_that_throws() {
    let dir = project("{ ... }:\nthrow \"not today\"\n");
    one_complaint(&dir, &["bad.nix:2:1: error[evaluation] not today", "host bad"]);
}

#[test]
fn a_value_that_fails_is_unknown_and_listed() {
    let cases = [
        ("throw \"not today\"", "bad.nix:3:29: unknown: not today (host bad)"),
        ("let x = x; in x", "unknown: infinite recursion"),
        ("config.services.openssh.enable", "unknown: infinite recursion"),
    ];
    for (value, note) in cases {
        let text = format!("{{ config, ... }}:\n{{\n  services.openssh.enable = {value};\n}}\n");
        let dir = project(&text);
        let output = run(dir.path(), &["check", "-v"]);
        assert_eq!(output.status, 0, "{}", output.stdout);
        assert!(output.stdout.contains("stayed unknown"), "{}", output.stdout);
        assert!(output.stderr.contains(note), "{note}: {}", output.stderr);
        assert!(output.stderr.contains("bad.nix:3:"), "{}", output.stderr);
    }
}

#[test]
fn imports_that_fail() {
    let imports = |what: &str| format!("{{ ... }}:\n{{\n  imports = [ {what} ];\n}}\n");
    let dir = project(&imports("./nope.nix"));
    one_complaint(&dir, &["bad.nix:3:15: ", "`nope.nix`: no such file or directory", "host bad"]);
    let dir = project(&imports("./x.nix"));
    write(dir.path(), &[("x.nix/other.nix", "{ }")]);
    one_complaint(&dir, &["bad.nix:3:15: ", "x.nix/default.nix`: no such file or directory"]);
    let dir = project(&imports("./x.nix"));
    std::fs::write(dir.path().join("x.nix"), b"{ a = \"\xff\"; }").unwrap();
    one_complaint(&dir, &["bad.nix:3:15: ", "x.nix`: not UTF-8 at byte 7"]);
}

#[test]
fn a_flake_that_is_not_utf8() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("flake.nix"), b"\xff\xfe{ }").unwrap();
    let output = run(dir.path(), &["check", "--format", "concise"]);
    assert_eq!(output.complaints().len(), 1, "{}", output.stdout);
    assert!(output.stdout.contains("not UTF-8 at byte 0"), "{}", output.stdout);
    assert_eq!(output.status, 2);
}

#[test]
fn modules_that_import_each_other() {
    let dir = project("{ imports = [ ./good.nix ./other.nix ]; }\n");
    write(dir.path(), &[("other.nix", "{ imports = [ ./bad.nix ]; }\n")]);
    one_complaint(
        &dir,
        &["bad.nix:1:26: ", "modules import each other: `other.nix` imports `bad.nix`"],
    );
}

#[test]
fn a_file_that_evaluates_itself() {
    let dir = project("let self = import ./bad.nix; in self\n");
    one_complaint(&dir, &["bad.nix:1:", "infinite recursion", "host bad"]);
}

#[test]
fn a_large_file() {
    let long = "a".repeat(10_000_000);
    let dir = project(&format!("{{ environment.etc.\"x\".text = \"{long}\"; }}\n"));
    assert_eq!(run(dir.path(), &["check"]).status, 0);
    let dir = project(&format!("{{ environment.etc.\"x\".text = \"{long}\"; a = ; }}\n"));
    one_complaint(&dir, &["bad.nix:1:10000038: error[syntax]"]);
    assert!(run(dir.path(), &["check"]).stdout.len() < 2_000, "long lines are cut");
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read() {
    use std::os::unix::fs::PermissionsExt as _;

    let dir = project("{ imports = [ ./closed.nix ]; }\n");
    write(dir.path(), &[("closed.nix", "{ }\n"), ("closed/flake.nix", "{ }\n")]);
    for name in ["closed.nix", "closed"] {
        let closed = std::fs::Permissions::from_mode(0o000);
        std::fs::set_permissions(dir.path().join(name), closed).unwrap();
    }
    // Nothing is closed to root.
    if std::fs::read(dir.path().join("closed.nix")).is_err() {
        one_complaint(&dir, &["bad.nix:1:15: ", "closed.nix: permission denied"]);
        one_message(dir.path(), "closed", &["closed", "permission denied"]);
    }
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(dir.path().join("closed"), open).unwrap();
}

#[test]
fn errors_of_a_configuration_show_the_users_lines() {
    let dir = project(
        "{ config, lib, ... }:\n{\n  imports =\n    lib.optional config.services.openssh.enable ./a.nix;\n}\n",
    );
    one_complaint(&dir, &["bad.nix:4:18: ", "infinite recursion: the value needs itself"]);
    let dir = project("{ lib, ... }:\nlib.foldl' (all: x: all // x) { } [ 1 ]\n");
    one_complaint(&dir, &["bad.nix:2:21: ", "expected a set, got the integer 1"]);
    let dir = project("{ ... }:\nimport ./part.nix { }\n");
    write(dir.path(), &[("part.nix", "{ }:\nthrow \"no disk\"\n")]);
    one_complaint(&dir, &["part.nix:2:1: ", "no disk"]);
    let output = run(dir.path(), &["check"]).stdout;
    assert!(output.contains("[bad.nix:2:1]"), "where it was called: {output}");
    assert!(output.contains("while calling a function"), "{output}");
}
