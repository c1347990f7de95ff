//! What fails while inputs are not on disk: an error of the project is told, and what may be wrong only here is not known.

use serde_json::Value;
use tempfile::TempDir;

use super::{host, project, run};

#[test]
fn inputs_that_are_patched_are_inputs() {
    let flake = r#"{
      inputs.nixpkgs.url = "github:NixOS/nixpkgs";
      inputs.flake-input-patcher.url = "github:someone/flake-input-patcher";
      outputs = unpatched:
        let inputs = unpatched.flake-input-patcher.lib.x86_64-linux.patch unpatched { nixpkgs.patches = [ ]; };
        in { nixosConfigurations.web = inputs.nixpkgs.lib.nixosSystem { modules = [ ./web.nix ]; }; };
    }"#;
    let web = r#"{ fileSystems."/" = { device = "none"; fsType = "tmpfs"; }; }"#;
    let state = run("state", project(&[("flake.nix", flake), ("web.nix", web)]).path());
    assert_eq!(state["hosts"][0]["mounts"][0]["ephemeral"], "yes");
}

/// What is said of the only host, and why something of it is not known.
fn report(dir: &TempDir) -> (Vec<String>, Vec<String>) {
    let report = run("check", dir.path());
    let all = |list: &Value, name: &str| -> Vec<String> {
        let list = list.as_array().unwrap().iter();
        list.map(|item| item[name].as_str().unwrap().to_owned()).collect()
    };
    (all(&report["diagnostics"], "message"), all(&report["hosts"][0]["unknown"], "reason"))
}

#[test]
fn a_module_of_the_flake_that_is_kept_out_of_the_repository_is_told_once() {
    let flake = r#"{
      inputs.nixpkgs.url = "github:NixOS/nixpkgs";
      inputs.flake-parts.url = "github:hercules-ci/flake-parts";
      outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } { imports = [ ./host.nix ./local.nix ]; };
    }"#;
    let host = "{ inputs, ... }: { flake.nixosConfigurations.web = inputs.nixpkgs.lib.nixosSystem { modules = [ ]; }; }";
    let files = [("flake.nix", flake), ("host.nix", host), (".gitignore", "local.nix\n")];
    let report = run("check", project(&files).path());
    let said: Vec<_> = report["diagnostics"].as_array().unwrap().iter().collect();
    assert_eq!(said.len(), 1, "{report:#}");
    assert_eq!(said[0]["severity"], "warning");
    assert_eq!(said[0]["message"], "`local.nix` is not there, and what it sets is not known");
}

#[test]
fn an_import_that_fails_is_told() {
    let module =
        "{ lib, ... }: let known.a = { }; in { imports = [ known.b (lib.ofAnotherRelease { }) ]; }";
    let (said, unknown) = report(&host("", module));
    assert_eq!(said, ["attribute `b` missing"]);
    assert!(unknown.iter().any(|reason| reason.contains("lib.ofAnotherRelease")), "{unknown:?}");
}

#[test]
fn what_a_missing_module_of_the_flake_may_make_is_not_known() {
    let flake = r#"{
      inputs.nixpkgs.url = "github:NixOS/nixpkgs";
      inputs.flake-parts.url = "github:hercules-ci/flake-parts";
      inputs.orchard = { url = "github:someone/orchard"; flake = false; };
      outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } ({ self, ... }: {
        imports = [ (inputs.orchard + "/module.nix") ];
        flake.orchard.trees.apple = { };
        flake.nixosConfigurations.web = inputs.nixpkgs.lib.nixosSystem { modules = [ self.orchard.made.web ]; };
      });
    }"#;
    let (said, unknown) = report(&project(&[("flake.nix", flake)]));
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(unknown, ["an import is not known: input `orchard` is not on disk"]);
}

#[test]
fn a_definition_that_fails_is_not_known() {
    let module = r#"let keep = "/keep"; in { inputs, ... }: {
      imports = [ inputs.home-manager.nixosModules.default ];
      home-manager.users.ann.home.persistence = { ${keep} = { }; "/keep".files = [ ]; };
    }"#;
    let manager = "home-manager.url = \"github:nix-community/home-manager\";";
    let (_, unknown) = report(&host(manager, module));
    assert_eq!(unknown, ["attribute `/keep` is defined twice"]);
}

#[test]
fn what_runs_virtual_machines_keeps_nothing() {
    let of = |module: &str| {
        let module =
            format!("{{ inputs, ... }}: {{ imports = [ inputs.microvm.nixosModules.{module} ]; }}");
        report(&host("microvm.url = \"github:microvm-nix/microvm.nix\";", &module)).1
    };
    assert_eq!(of("host"), Vec::<String>::new());
    assert_eq!(of("microvm"), ["an import is not known: input `microvm` is not on disk"]);
}
