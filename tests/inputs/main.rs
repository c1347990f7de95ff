//! Inputs that are not on disk: what stands for them, what of a host stays known, and what is said where none can be.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod den;
mod failing;
mod modules;

use std::{fs, path::Path, process::Command};

use serde_json::Value;
use tempfile::TempDir;

fn project(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

/// What `check --format json` or `state --format json` prints offline.
fn run(command: &str, dir: &Path) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_persist-lint"))
        .args([command, "--mode", "offline", "--format", "json"])
        .arg(dir)
        .env_remove("PERSIST_LINT_NIXPKGS")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}{errors}"))
}

/// A flake of one host, whose module is this text.
fn host(inputs: &str, module: &str) -> TempDir {
    let flake = format!(
        "{{\n  inputs = {{ nixpkgs.url = \"github:NixOS/nixpkgs\"; {inputs} }};\n  outputs = inputs: {{ nixosConfigurations.web = \
         inputs.nixpkgs.lib.nixosSystem {{ specialArgs = {{ inherit inputs; }}; modules = [ ./web.nix ]; }}; }};\n}}\n"
    );
    project(&[("flake.nix", &flake), ("web.nix", module)])
}

fn mounts(state: &Value) -> Vec<&str> {
    let mounts = state["hosts"][0]["mounts"].as_array().unwrap();
    mounts.iter().map(|mount| mount["path"].as_str().unwrap()).collect()
}

#[test]
fn the_missing_input_is_named_where_no_host_is_found() {
    // A module of flake-parts, which would have made the hosts.
    let parts = r#"{
      inputs.flake-parts.url = "github:hercules-ci/flake-parts";
      inputs.fleet.url = "github:someone/fleet";
      outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
        imports = [ inputs.fleet.flakeModule ];
        fleet.web = { };
      };
    }"#;
    // The function that makes all outputs.
    let whole = r#"{
      inputs.fleet.url = "github:someone/fleet";
      outputs = inputs: inputs.fleet ./.;
    }"#;
    // A part of the flake with inputs of its own.
    let partition = r#"{
      inputs.flake-parts.url = "github:hercules-ci/flake-parts";
      outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
        imports = [ inputs.flake-parts.flakeModules.partitions ];
        partitions.machines.module = { flake.nixosConfigurations = { }; };
        partitionedAttrs.nixosConfigurations = "machines";
      };
    }"#;
    // A library that makes them.
    let library = r#"{
      inputs.fleet.url = "github:someone/fleet";
      outputs = inputs: { nixosConfigurations = inputs.fleet.lib // { }; };
    }"#;
    let cases =
        [(parts, "fleet"), (whole, "fleet"), (library, "fleet"), (partition, "flake-parts")];
    for (flake, input) in cases {
        let report = run("check", project(&[("flake.nix", flake)]).path());
        let [told] = report["diagnostics"].as_array().unwrap().as_slice() else {
            panic!("{report}")
        };
        let said = format!("{} {}", told["message"], told["reason"]);
        assert!(said.contains(&format!("input `{input}` is not on disk")), "{told}");
        assert!(!said.contains("keep nothing") && !said.contains("more hosts"), "{told}");
        let help = told["help"].as_str().unwrap();
        assert!(help.contains(&format!("--override-input {input}=PATH")), "{help}");
    }
}

#[test]
fn machines_of_a_clan_are_hosts() {
    let flake = r#"{
      inputs.nixpkgs.url = "github:NixOS/nixpkgs";
      inputs.clan-core.url = "https://git.clan.lol/clan/clan-core/archive/main.tar.gz";
      outputs = { self, clan-core, ... }: {
        inherit (clan-core.lib.clan { inherit self; machines.mail.fileSystems."/mail" = { device = "/dev/sdb"; fsType = "ext4"; }; })
          nixosConfigurations;
      };
    }"#;
    let web = r#"{ fileSystems."/" = { device = "none"; fsType = "tmpfs"; }; }"#;
    let dir = project(&[("flake.nix", flake), ("machines/web/configuration.nix", web)]);
    let state = run("state", dir.path());
    let hosts = state["hosts"].as_array().unwrap();
    let names: Vec<_> = hosts.iter().map(|host| host["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["mail", "web"]);
    assert_eq!(mounts(&state), ["/mail"]);
    assert_eq!(hosts[1]["mounts"][0]["ephemeral"], "yes");
    // What the modules of clan-core add is not known.
    let unknown = hosts[1]["unknown"].as_array().unwrap();
    let reasons: Vec<_> = unknown.iter().map(|unknown| unknown["reason"].to_string()).collect();
    assert!(
        reasons.iter().any(|reason| reason.contains("`clan-core` is not on disk")),
        "{reasons:?}"
    );
}

#[test]
fn lists_of_systems_are_known_by_name() {
    let dir = host(
        "systems.url = \"github:nix-systems/default-linux\";",
        r#"{ inputs, lib, ... }: {
          fileSystems = lib.genAttrs (map (system: "/${system}") (import inputs.systems)) (_: { device = "/dev/sda"; fsType = "ext4"; });
        }"#,
    );
    assert_eq!(mounts(&run("state", dir.path())), ["/aarch64-linux", "/x86_64-linux"]);
}

#[test]
fn options_of_a_module_that_is_not_there_may_be_declared() {
    let dir = host(
        "boot.url = \"github:someone/dotfiles\";",
        r#"{ inputs, lib, options, ... }: {
          imports = [ inputs.boot.nixosModules.default ];
          fileSystems."/" = { device = "/dev/sda"; fsType = "ext4"; };
          fileSystems."/perhaps" = lib.mkIf (options.boot ? secret) { device = "/dev/sdb"; fsType = "ext4"; };
          fileSystems."/not" = lib.mkIf (options.fileSystems ? secret) { device = "/dev/sdb"; fsType = "ext4"; };
        }"#,
    );
    let state = run("state", dir.path());
    let mounts = state["hosts"][0]["mounts"].as_array().unwrap();
    let of = |path: &str| mounts.iter().find(|mount| mount["path"] == path);
    assert!(of("/not").is_none(), "{state:#}");
    // The module may wipe any filesystem in the initrd.
    let root = of("/").unwrap();
    assert_eq!(root["ephemeral"], "unknown", "{root:#}");
    let why = root["unknown"]["ephemeral"]["reason"].as_str().unwrap();
    assert!(why.starts_with("not all of the initrd is known"), "{why}");
    let perhaps = of("/perhaps").unwrap_or_else(|| panic!("{state:#}"));
    assert_eq!(perhaps["ephemeral"], "unknown");
    let why = &perhaps["unknown"]["ephemeral"];
    assert_eq!(why["reason"], "it is defined under a condition that is not known");
    assert_eq!(why["location"]["start"]["line"], 4);
}

#[test]
fn a_disk_lasts_where_no_module_is_missing() {
    let module = r#"{ inputs, ... }: {
      fileSystems."/" = { device = "/dev/sda"; fsType = "ext4"; };
      environment.etc.missing.text = inputs.boot.text;
    }"#;
    let state = run("state", host("boot.url = \"github:someone/dotfiles\";", module).path());
    assert_eq!(state["hosts"][0]["mounts"][0]["ephemeral"], "no", "{state:#}");
}

#[test]
fn a_fork_of_nixpkgs_is_the_nixpkgs_on_disk() {
    let nixpkgs = project(&[("flake.nix", "{ outputs = _: { lib.disk = \"/dev/sda\"; }; }")]);
    let flake = r#"{
      inputs.nixpkgs.url = "github:someone/nixpkgs/with-patches";
      inputs.stable.url = "github:NixOS/nixpkgs/nixos-25.11";
      outputs = inputs: {
        nixosConfigurations.web = {
          options = { };
          config.fileSystems."/" = { device = inputs.nixpkgs.lib.disk; fsType = "ext4"; mountPoint = "/"; };
        };
      };
    }"#;
    let dir = project(&[("flake.nix", flake)]);
    let output = Command::new(env!("CARGO_BIN_EXE_persist-lint"))
        .args(["state", "--format", "json", "--override-flake"])
        .arg(format!("github:NixOS/nixpkgs={}", nixpkgs.path().display()))
        .arg(dir.path())
        .env_remove("PERSIST_LINT_NIXPKGS")
        .output()
        .unwrap();
    let state: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(state["hosts"][0]["mode"], "full");
    assert_eq!(state["hosts"][0]["mounts"][0]["device"], "/dev/sda", "{state:#}");
}

#[test]
fn an_empty_directory_is_no_input() {
    let dir = host(
        "modules.url = \"path:./modules\";",
        r#"{ inputs, ... }: {
          imports = [ inputs.modules.nixosModules.default ];
          fileSystems."/" = { device = "/dev/sda"; fsType = "ext4"; };
        }"#,
    );
    fs::create_dir(dir.path().join("modules")).unwrap();
    let state = run("state", dir.path());
    assert_eq!(mounts(&state), ["/"]);
    let unknown = state["hosts"][0]["unknown"].to_string();
    assert!(unknown.contains("input `modules` is not on disk"), "{unknown}");
}

#[test]
fn an_input_that_is_not_there_has_a_place() {
    let dir = host(
        "other.url = \"github:someone/other\";",
        r#"{ inputs, ... }: {
          fileSystems.${if inputs.other ? outPath then "/a" else "/b"} = { device = "/dev/sda1"; fsType = "ext4"; };
          fileSystems.${if builtins.isAttrs inputs.other then "/c" else "/d"} = { device = "/dev/sda2"; fsType = "ext4"; };
          environment.etc.registry.source = inputs.other;
        }"#,
    );
    let state = run("state", dir.path());
    let mounts = mounts(&state);
    assert!(mounts.contains(&"/a") && mounts.contains(&"/c"), "{mounts:?}");
}

#[test]
fn flake_parts_asks_for_all_bytes() {
    let dir = host(
        "parts.url = \"path:./parts\"; parts.flake = false;",
        r#"{ inputs, ... }: {
          fileSystems.${(import "${inputs.parts}/lib/memoize/memoize.nix").first} = { device = "/dev/sda"; fsType = "ext4"; };
        }"#,
    );
    let memoize = dir.path().join("parts/lib/memoize");
    fs::create_dir_all(&memoize).unwrap();
    let text = "let nonNullBytesStr = builtins.readFile ./bytes; in { first = \"/\" + builtins.substring 64 1 nonNullBytesStr; }";
    fs::write(memoize.join("memoize.nix"), text).unwrap();
    fs::write(memoize.join("bytes"), b"a\xff").unwrap();
    assert_eq!(mounts(&run("state", dir.path())), ["/A"]);
}

/// The paths that a host keeps, and those of which it is not known whether it does.
fn entries(state: &Value) -> (Vec<&str>, Vec<&str>) {
    let paths = |of: &str| -> Vec<&str> {
        let all = state["hosts"][0][of].as_array().unwrap();
        all.iter().map(|one| one["path"].as_str().unwrap()).collect()
    };
    (paths("persistence"), paths("unclear"))
}

#[test]
fn entries_under_a_condition_may_be_there() {
    let with = |directories: &str| {
        let module = format!(
            r#"{{ inputs, lib, ... }}: {{
              imports = [ {{ config = lib.mkIf inputs.other.lib.flag {{ environment.persistence."/kept".directories = [ "/srv/c" ]; }}; }} ];
              fileSystems."/" = {{ device = "none"; fsType = "tmpfs"; }};
              environment.persistence."/kept".directories = {directories};
            }}"#
        );
        run("state", host("other.url = \"github:someone/other\";", &module).path())
    };
    let state = with(r#"[ "/srv/a" ] ++ lib.optional inputs.other.lib.flag "/srv/b""#);
    assert_eq!(entries(&state), (vec!["/srv/a"], vec!["/srv/b", "/srv/c"]));
    let state = with(r#"[ "/srv/a" (lib.toString 1) ] ++ inputs.other.lib.more"#);
    assert_eq!(entries(&state), (vec!["/srv/a", "/1"], vec!["/"]));
    // What is not known keeps the reason why it is not.
    let state = with(r#"[ "/srv/a" inputs.other.lib.dir ]"#);
    let unclear = state["hosts"][0]["unclear"].to_string();
    assert!(unclear.contains("input `other`"), "{unclear}");
}

#[test]
fn a_module_that_is_encrypted_is_not_known() {
    let dir = host(
        "",
        r#"{
          imports = [ ./crypt.nix ];
          fileSystems."/" = { device = "/dev/sda"; fsType = "ext4"; };
        }"#,
    );
    fs::write(dir.path().join("crypt.nix"), b"\0GITCRYPT\0\x01\x02").unwrap();
    let state = run("state", dir.path());
    assert_eq!(mounts(&state), ["/"]);
    let unknown = state["hosts"][0]["unknown"].to_string();
    assert!(unknown.contains("crypt.nix` is encrypted by git-crypt"), "{unknown}");
}

#[test]
fn an_overlay_that_is_not_there_leaves_the_packages() {
    let dir = host(
        "more.url = \"github:someone/more\";",
        r#"{ inputs, pkgs, ... }: {
          nixpkgs.overlays = [ inputs.more.overlays.default (final: prev: { place = "/known"; }) ];
          fileSystems.${pkgs.place} = { device = "/dev/sda"; fsType = "ext4"; };
        }"#,
    );
    assert_eq!(mounts(&run("state", dir.path())), ["/known"]);
}

#[test]
fn a_fact_says_why_it_is_not_known() {
    let dir = host(
        "secrets.url = \"git+ssh://git@example.org/secrets\";",
        r#"{ inputs, ... }: {
          fileSystems."/" = { device = "none"; fsType = "tmpfs"; };
          fileSystems."/data" = { device = inputs.secrets.device; fsType = "ext4"; };
          environment.persistence."/data".directories = [ inputs.secrets.directory ];
          services.openssh.enable = true;
        }"#,
    );
    let state = run("state", dir.path());
    let host = &state["hosts"][0];
    let mounts = host["mounts"].as_array().unwrap();
    let data = mounts.iter().find(|mount| mount["path"] == "/data").unwrap();
    assert_eq!(data["device"], Value::Null);
    let device = &data["unknown"]["device"];
    let reason = "input `secrets` is not on disk";
    assert!(device["reason"].as_str().unwrap().starts_with(reason), "{device}");
    assert_eq!(device["location"]["start"]["line"], 3, "{device}");
    // What may be kept because of it, and where that is written.
    let kept = host["state"].as_array().unwrap().iter().filter(|state| state["kept"] == "unknown");
    let kept: Vec<_> = kept.collect();
    assert!(!kept.is_empty(), "{state:#}");
    for state in kept {
        let why = &state["unknown"]["kept"];
        assert!(why["reason"].as_str().unwrap().starts_with(reason), "{state}");
        assert_eq!(why["location"]["start"]["line"], 4, "{state}");
    }
    assert!(host["unclear"][0]["location"]["start"]["line"] == 4, "{}", host["unclear"]);
    // People are told the same, each reason once.
    let output = Command::new(env!("CARGO_BIN_EXE_persist-lint"))
        .args(["state", "--mode", "offline"])
        .arg(dir.path())
        .env_remove("PERSIST_LINT_NIXPKGS")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (_, doubts) = text.split_once("Not known, and why").unwrap_or_else(|| panic!("{text}"));
    assert!(doubts.contains(reason) && doubts.contains("web.nix:4:"), "{doubts}");
    assert!(doubts.contains("/data (device)"), "{doubts}");
}

/// What `check` says to people.
fn told(dir: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_persist-lint"))
        .args(["check", "--isolated", "--mode", "offline", "-v"])
        .arg(dir)
        .env_remove("PERSIST_LINT_NIXPKGS")
        .output()
        .unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

fn names(state: &Value) -> Vec<&str> {
    let hosts = state["hosts"].as_array().unwrap();
    hosts.iter().map(|host| host["name"].as_str().unwrap()).collect()
}

/// Whether a path of a host is kept.
fn kept<'s>(host: &'s Value, path: &str) -> Option<&'s str> {
    let state = host["state"].as_array().unwrap();
    state.iter().find(|state| state["path"] == path)?["kept"].as_str()
}

#[test]
fn what_may_define_everything_makes_no_container() {
    let of = |definition: &str| {
        told(
            host(
                "site.url = \"github:someone/dotfiles\";",
                &format!(
                    r#"{{ inputs, lib, ... }}: {{ config = lib.mkMerge [ {definition} {{
                      fileSystems."/" = {{ device = "none"; fsType = "tmpfs"; }};
                      fileSystems."/persist" = {{ device = "/dev/sda"; fsType = "ext4"; neededForBoot = true; }};
                      environment.persistence."/persist".directories = [ "/var/log" ];
                      boot.loader.systemd-boot.enable = true;
                    }} ]; }}"#
                ),
            )
            .path(),
        )
    };
    let text = of("inputs.site.everything");
    assert!(text.contains("[unbounded-tmpfs-root]"), "{text}");
    let told = "a definition of options is not known: input `site` is not on disk";
    assert!(text.contains(told), "{text}");
    let text = of("(lib.mkIf inputs.site.maybe { boot.isContainer = false; })");
    assert!(text.contains("[unbounded-tmpfs-root]"), "{text}");
    for definition in [
        "{ boot.isContainer = inputs.site.isContainer; }",
        "(lib.mkIf inputs.site.maybe { boot.isContainer = true; })",
    ] {
        let text = of(definition);
        assert!(text.contains("Not checked: host web (it may be a container)."), "{text}");
        assert!(text.contains("Not everything could be checked."), "{text}");
    }
    assert!(of("{ boot.isContainer = true; }").contains("is no machine that keeps state"));
}

#[test]
fn an_option_of_a_service_is_no_place_of_another() {
    let module = r#"{ config, ... }: {
      fileSystems."/" = { device = "none"; fsType = "tmpfs"; };
      fileSystems."/persist" = { device = "/dev/sda"; fsType = "ext4"; neededForBoot = true; };
      services.postgresql.enable = true;
      environment.persistence."/persist".directories = [ DIRECTORY ];
    }"#;
    for directory in [
        "config.services.postgresql.dataDir",
        "{ directory = \"${config.services.postgresql.dataDir}\"; user = \"postgres\"; }",
    ] {
        let dir = host("", &module.replace("DIRECTORY", directory));
        let state = run("state", dir.path());
        let host = &state["hosts"][0];
        assert_eq!(kept(host, "/etc/machine-id"), Some("no"), "{state:#}");
        assert_eq!(kept(host, "/var/lib/postgresql"), Some("unknown"), "{state:#}");
    }
    // Of which service it is has to be known.
    let dir = host("", &module.replace("DIRECTORY", "config.services.of-mine.dataDir"));
    let state = run("state", dir.path());
    assert_eq!(kept(&state["hosts"][0], "/etc/machine-id"), Some("unknown"), "{state:#}");
}

#[test]
fn all_inputs_that_may_make_the_hosts_are_named() {
    let flake = r#"{
      inputs.flake-parts.url = "github:hercules-ci/flake-parts";
      inputs.fleet.url = "github:someone/fleet";
      inputs.more.url = "github:someone/more";
      outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
        imports = [ (inputs.fleet.flakeModule or { }) (inputs.more.flakeModules.default or { }) ];
      };
    }"#;
    let text = told(project(&[("flake.nix", flake)]).path());
    assert!(text.contains("no host of the project is known"), "{text}");
    assert!(text.contains("inputs `fleet`, `more` are not on disk"), "{text}");
    assert!(text.contains("`--override-input fleet=PATH --override-input more=PATH`"), "{text}");
}

#[test]
fn sets_of_hosts_are_no_hosts() {
    let flake = r#"{
      inputs.nixpkgs.url = "github:NixOS/nixpkgs";
      outputs = { nixpkgs, ... }: { nixosConfigurations = rec {
        web = nixpkgs.lib.nixosSystem { modules = [ ]; };
        x86_64-linux = { inherit web; };
        none = { };
      }; };
    }"#;
    let dir = project(&[("flake.nix", flake)]);
    assert_eq!(names(&run("state", dir.path())), ["web"]);
    let text = told(dir.path());
    assert!(text.contains("`x86_64-linux` is no host: it has no `config`"), "{text}");
    assert!(!text.contains("error"), "{text}");
}

#[test]
fn a_patched_nixpkgs_is_nixpkgs() {
    let flake = r#"{
      inputs.nixpkgs.url = "github:NixOS/nixpkgs";
      inputs.more.url = "github:someone/more";
      outputs = { more, ... }: { nixosConfigurations.web =
        import (more.packages.x86_64-linux.nixpkgs-patched + "/nixos/lib/eval-config.nix") {
          system = "x86_64-linux";
          modules = [ { fileSystems."/web" = { device = "/dev/sda"; fsType = "ext4"; }; } ];
        };
      };
    }"#;
    assert_eq!(mounts(&run("state", project(&[("flake.nix", flake)]).path())), ["/web"]);
    // Packages that a module of flake-parts makes.
    let parts = r#"{
      inputs.nixpkgs.url = "github:NixOS/nixpkgs";
      inputs.flake-parts.url = "github:hercules-ci/flake-parts";
      inputs.more.url = "github:someone/more";
      outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } ({ self, ... }: {
        systems = [ "x86_64-linux" ];
        imports = [ inputs.more.flakeModule ];
        flake.nixosConfigurations.web = import self.packages.x86_64-linux.machine;
      });
    }"#;
    let text = told(project(&[("flake.nix", parts)]).path());
    assert!(text.contains("cannot be evaluated: input `more` is not on disk"), "{text}");
}

#[test]
fn what_is_not_committed_is_checked() {
    let flake = r#"{
      inputs.nixpkgs.url = "github:NixOS/nixpkgs";
      outputs = { self, nixpkgs }: { nixosConfigurations.web =
        if !(self ? rev) then throw "commit it first" else nixpkgs.lib.nixosSystem { modules = [ {
          fileSystems."/web" = { device = "/dev/sda"; fsType = "ext4"; };
        } ]; };
      };
    }"#;
    assert_eq!(mounts(&run("state", project(&[("flake.nix", flake)]).path())), ["/web"]);
}

#[test]
fn what_a_missing_input_follows_is_at_hand() {
    let flake = r#"{
      inputs.nixpkgs.url = "github:NixOS/nixpkgs";
      inputs.board = { url = "github:someone/board"; inputs.nixpkgs.follows = "nixpkgs"; };
      outputs = { board, ... }: { nixosConfigurations.web = board.inputs.nixpkgs.lib.nixosSystem { modules = [ {
        fileSystems."/web" = { device = "/dev/sda"; fsType = "ext4"; };
      } ]; }; };
    }"#;
    let lock = r#"{ "version": 7, "root": "root", "nodes": {
      "root": { "inputs": { "board": "board", "nixpkgs": "nixpkgs" } },
      "board": { "inputs": { "nixpkgs": ["nixpkgs"] },
        "locked": { "type": "github", "owner": "someone", "repo": "board", "lastModified": 1 } },
      "nixpkgs": { "locked": { "type": "github", "owner": "NixOS", "repo": "nixpkgs", "lastModified": 1783776592 } }
    } }"#;
    let dir = project(&[("flake.nix", flake), ("flake.lock", lock)]);
    assert_eq!(mounts(&run("state", dir.path())), ["/web"]);
}

#[test]
fn what_is_not_locked_will_be_the_newest() {
    let wipe = r#"{
      fileSystems."/" = { device = "/dev/sda"; fsType = "btrfs"; options = [ "subvol=root" ]; };
      boot.initrd.systemd.services.wipe = {
        before = [ "sysroot.mount" ];
        wantedBy = [ "initrd.target" ];
        unitConfig.DefaultDependencies = false;
        script = "mount /dev/sda /m; btrfs subvolume delete /m/root; btrfs subvolume create /m/root; umount /m";
      };
    }"#;
    let flake = |nixpkgs: &str| {
        let flake = format!(
            "{{ inputs.nixpkgs.url = \"{nixpkgs}\"; outputs = inputs: {{ nixosConfigurations.web = \
             inputs.nixpkgs.lib.nixosSystem {{ modules = [ ./web.nix ]; }}; }}; }}"
        );
        told(project(&[("flake.nix", &flake), ("web.nix", wipe)]).path())
    };
    let text = flake("github:NixOS/nixpkgs/nixos-unstable");
    assert!(text.contains("[unordered-wipe-unit]"), "{text}");
    let text = flake("github:NixOS/nixpkgs/nixos-25.05");
    assert!(!text.contains("[unordered-wipe-unit]"), "{text}");
}

#[test]
fn hosts_of_flake_utils_plus() {
    let flake = r#"{
      inputs.nixpkgs.url = "github:NixOS/nixpkgs";
      inputs.fup.url = "github:gytis-ivaskevicius/flake-utils-plus";
      outputs = { self, nixpkgs, fup, ... }@inputs: fup.lib.mkFlake {
        inherit self inputs;
        channels.stable.input = nixpkgs;
        hostDefaults = { channelName = "stable"; modules = [ ./web.nix ]; extraArgs.disk = "/dev/sda"; };
        hosts."org.example.web".modules = [ { fileSystems."/more" = { device = "/dev/sdb"; fsType = "ext4"; }; } ];
        overlays.mine = final: prev: { };
      };
    }"#;
    let web = r#"{ disk, config, inputs, ... }: {
      fileSystems."/${config.networking.hostName}" = { device = disk; fsType = "ext4"; };
      fileSystems."/${toString (inputs ? fup)}" = { device = disk; fsType = "ext4"; };
    }"#;
    let dir = project(&[("flake.nix", flake), ("web.nix", web)]);
    let state = run("state", dir.path());
    assert_eq!(names(&state), ["org.example.web"]);
    assert_eq!(mounts(&state), ["/1", "/more", "/web"]);
}

/// Where a host keeps something, sorted.
fn persisted(host: &Value) -> Vec<&str> {
    let entries = host["persistence"].as_array().unwrap();
    let mut paths: Vec<_> = entries.iter().map(|entry| entry["path"].as_str().unwrap()).collect();
    paths.sort_unstable();
    paths
}
