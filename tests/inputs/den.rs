//! Hosts of den, which is not on disk.

use serde_json::Value;

use super::{kept, names, persisted, project, run};

#[test]
fn hosts_of_den() {
    let flake = r#"{
      inputs.nixpkgs.url = "github:NixOS/nixpkgs";
      inputs.flake-parts.url = "github:hercules-ci/flake-parts";
      inputs.flake-file.url = "github:vic/flake-file";
      inputs.den.url = "github:vic/den";
      inputs.home-manager.url = "github:nix-community/home-manager";
      inputs.impermanence.url = "github:nix-community/impermanence";
      outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
        imports = [ inputs.flake-file.flakeModules.dendritic inputs.den.flakeModule ./hosts.nix ./aspects.nix ];
      };
    }"#;
    let hosts = r#"{ den, lib, ... }: {
      den.hosts.x86_64-linux.igloo = { disk = "/dev/sda"; users.tux = { }; users.bob.classes = [ "user" ]; };
      den.hosts.aarch64-darwin.mac = { };
      den.schema.user.classes = lib.mkDefault [ "homeManager" ];
      den.default.includes = [ den._.define-user den.provides.hostname ];
      den.schema.user.includes = [ den.provides.mutual-provider ];
      # Modules of a class of their own, wherever they are.
      den.schema.host.includes = [ ({ class, aspect-chain }: den._.forward {
        each = [ true ];
        fromClass = _: "persist";
        intoClass = _: "nixos";
        intoPath = _: [ "environment" "persistence" "/persist" ];
        fromAspect = _: builtins.head aspect-chain;
      }) ];
    }"#;
    let aspects = r#"{ inputs, den, lib, ... }: {
      den.schema.host.options.disk = lib.mkOption { type = lib.types.str; };
      den.aspects.igloo = {
        includes = [ den.aspects.base den.aspects.tools.deep den.aspects.tools (den.aspects.named "given") ]
          ++ (with den.aspects.services; [ vpn.client files ]);
        persist.directories = [ "/persisted-class" ];
        provides.to-users.homeManager.xdg.dataHome = "/data";
      };
      den.aspects.base = den.lib.perHost ({ host }: {
        includes = [ den.aspects.tools ];
        nixos.imports = [ inputs.impermanence.nixosModules.impermanence ];
        nixos.fileSystems."/persist" = { device = host.disk; fsType = "ext4"; };
      });
      # It is included three times.
      den.aspects.tools.nixos.environment.persistence."/persist".directories = [ "/static" ];
      den.aspects.tools.provides.deep.nixos = { host, ... }: {
        environment.persistence."/persist".directories = [ "/of-${host.name}" ];
      };
      # Sets of aspects, and an aspect in another.
      den.aspects.services.vpn.client.nixos.environment.persistence."/persist".directories = [ "/vpn" ];
      den.aspects.services.files.nixos.environment.persistence."/persist".directories = [ "/files" ];
      den.aspects.services.files.more.includes = [ den.aspects.services.unused ];
      den.aspects.named = name: { nixos.environment.persistence."/persist".directories = [ "/${name}" ]; };
      den.aspects.tux = {
        includes = [ den.provides.primary-user ({ user, ... }: {
          nixos.environment.persistence."/persist".users.${user.userName}.directories = [ "src" ];
        }) ({ home }: { nixos.environment.persistence."/persist".directories = [ "/of-a-home" ]; }) ];
        homeManager.programs.gpg.enable = true;
        user.description = "Tux";
      };
    }"#;
    let dir = project(&[("flake.nix", flake), ("hosts.nix", hosts), ("aspects.nix", aspects)]);
    let state = run("state", dir.path());
    assert_eq!(names(&state), ["igloo"]);
    let igloo = &state["hosts"][0];
    assert_eq!(igloo["unknown"], Value::Array(Vec::new()), "{state:#}");
    assert_eq!(igloo["mounts"][0]["device"], "/dev/sda", "{state:#}");
    let expected =
        ["/files", "/given", "/home/tux/src", "/of-igloo", "/persisted-class", "/static", "/vpn"];
    assert_eq!(persisted(igloo), expected);
    assert!(kept(igloo, "/home/tux/.gnupg").is_some() && kept(igloo, "/home/bob/.gnupg").is_none());
    // What is not followed is said not to be known.
    let more = hosts.replace("den.default", "den.policies.more = _: [ ]; den.default");
    let dir = project(&[("flake.nix", flake), ("hosts.nix", &more), ("aspects.nix", aspects)]);
    let unknown = run("state", dir.path())["hosts"][0]["unknown"].to_string();
    assert!(unknown.contains("`den.policies` is not followed"), "{unknown}");
    // Neither is an include that is no aspect, as far as can be seen, dropped, nor one that is not there an error.
    for include in ["den.aspects.igloo.persist", "den.aspects.services.files.none"] {
        let aspects =
            aspects.replace("[ den.aspects.base", &format!("[ {include} den.aspects.base"));
        let dir = project(&[("flake.nix", flake), ("hosts.nix", hosts), ("aspects.nix", &aspects)]);
        let unknown = run("state", dir.path())["hosts"][0]["unknown"].to_string();
        assert!(unknown.contains("an aspect of den"), "{unknown}");
    }
}

/// A later den takes hosts that say their system, and gives modules what other aspects say of a quirk.
#[test]
fn hosts_that_say_their_system_and_quirks() {
    let flake = r#"{
      inputs.nixpkgs.url = "github:NixOS/nixpkgs";
      inputs.flake-parts.url = "github:hercules-ci/flake-parts";
      inputs.den.url = "github:denful/den";
      outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
        imports = [ inputs.den.flakeModule ({ den, lib, ... }: {
          den.hosts.flat = { system = "x86_64-linux"; channel = "unstable"; groups = [ "a" ]; peer = den.hosts.aarch64-linux.deep; };
          den.hosts.aarch64-linux.deep.users.tux = { };
          den.quirks.volumes.description = "told by other aspects";
          den.aspects.flat.nixos = { lib, volumes, ... }: lib.optionalAttrs (volumes != [ ]) {
            environment.etc.volumes.text = "x";
          };
          den.aspects.flat.includes = [ { nixos.networking.hostName = "flat"; } ];
        }) ];
      };
    }"#;
    let dir = project(&[("flake.nix", flake)]);
    let state = run("state", dir.path());
    assert_eq!(names(&state), ["deep", "flat"], "{state:#}");
    let unknown = state["hosts"][1]["unknown"].to_string();
    assert!(unknown.contains("`den.quirks` is not followed"), "{unknown}");
    let report = run("check", dir.path());
    assert_eq!(report["diagnostics"], Value::Array(Vec::new()), "{report:#}");
}
