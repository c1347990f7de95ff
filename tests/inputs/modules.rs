//! What modules that are not on disk may do, as far as what is written for them tells.

use std::process::Command;

use super::{host, kept, run, told};

#[test]
fn the_options_of_a_machine_are_known() {
    // The first is declared by the virtual machines of NixOS alone, the second by a module that is read.
    let module = |imports: &str, asks: &str| {
        format!(
            r#"{{ inputs, lib, options, ... }}: {{
              imports = [ {imports} ];
              fileSystems."/" = {{ device = "none"; fsType = "tmpfs"; }};
              fileSystems."/asked" = lib.mkIf ({asks}) {{ device = "/dev/sdb"; fsType = "ext4"; }};
            }}"#
        )
    };
    let asked = |imports: &str, asks: &str| {
        let dir = host("player.url = \"github:someone/music-player\";", &module(imports, asks));
        let state = run("state", dir.path());
        let mounts = state["hosts"][0]["mounts"].as_array().unwrap();
        let asked = mounts.iter().find(|mount| mount["path"] == "/asked");
        asked.map(|mount| mount["ephemeral"] != "unknown")
    };
    let missing = "inputs.player.nixosModules.default";
    for imports in ["", missing] {
        assert_eq!(asked(imports, "options ? virtualisation.qemu"), None, "{imports}");
        assert_eq!(asked(imports, "options.virtualisation ? qemu"), None, "{imports}");
        assert_eq!(asked(imports, "options ? preservation"), None, "{imports}");
        assert_eq!(asked(imports, "options.environment ? systemPackages"), Some(true), "{imports}");
        assert_eq!(asked(imports, "options ? services.openssh"), Some(true), "{imports}");
    }
    assert_eq!(asked("", "options ? player"), None);
    assert_eq!(asked(missing, "options ? player"), Some(false), "it may declare that");
    assert_eq!(asked("", "options.programs ? player"), None);
    assert_eq!(asked(missing, "options.programs ? player"), Some(false));
}

#[test]
fn what_a_missing_module_is_told_to_keep_may_be_kept() {
    let module = |more: &str| {
        format!(
            r#"{{ inputs, lib, ... }}: {{
              imports = [ inputs.other.nixosModules.default ];
              fileSystems."/" = {{ device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; }};
              fileSystems."/nix" = {{ device = "/dev/sda1"; fsType = "ext4"; }};
              services.tailscale.enable = true;
              {more}
            }}"#
        )
    };
    let of = |repository: &str, more: &str| {
        let input = format!("other.url = \"github:{repository}\";");
        let state = run("state", host(&input, &module(more)).path());
        kept(&state["hosts"][0], "/var/lib/tailscale").unwrap().to_owned()
    };
    let keeps = [
        "environment.keep.paths = [ \"/var/lib/nixos\" ];",
        "keep.\"/var/lib/nixos\" = { };",
        "keep.volumes = lib.mkIf true [ { path = \"/var/log\"; neededForBoot = true; } ];",
    ];
    for keeps in keeps {
        assert_eq!(of("someone/other", keeps), "unknown", "{keeps}");
        assert_eq!(of("nix-community/stylix", keeps), "no", "it was looked through: {keeps}");
    }
    let others = [
        "",
        // Where a program keeps its own.
        "programs.other.directory = \"/var/lib/nixos\";",
        "programs.other.music = [ \"/srv/music\" ];",
        "keep.paths = lib.mkIf false [ \"/var/lib/nixos\" ];",
        // Options of NixOS.
        "boot.initrd.network.ssh.hostKeys = [ \"/etc/ssh/ssh_host_ed25519_key\" ];",
        "services.restic.backups.all.paths = [ \"/var/lib/nixos\" ];",
        "systemd.tmpfiles.settings.x.\"/var/lib/nixos\".d = { };",
    ];
    for other in others {
        assert_eq!(of("someone/other", other), "no", "{other}");
    }
    let dir = host("other.url = \"github:someone/other\";", &module(keeps[0]));
    let text = told(dir.path());
    let said = "What is kept is not known on host web, so what would be lost is not reported: `environment.keep` names it";
    assert!(text.contains(said), "{text}");
}

#[test]
fn what_is_defined_or_nothing_is_defined_under_a_condition() {
    for branches in ["then { } else { fileSystems", "then { fileSystems"] {
        let end = if branches.contains("else") { "" } else { "else { }" };
        let module = format!(
            r#"{{ inputs, ... }}: {{
              imports = [ {{ fileSystems."/" = {{ device = "none"; fsType = "tmpfs"; }}; }} ];
              config = if inputs.site.value {branches}."/perhaps" = {{ device = "/dev/sda"; fsType = "ext4"; }}; }} {end};
            }}"#
        );
        let state = run("state", host("site.url = \"github:someone/dotfiles\";", &module).path());
        let mounts = state["hosts"][0]["mounts"].as_array().unwrap();
        let of = |path: &str| mounts.iter().find(|mount| mount["path"] == path);
        assert_eq!(of("/").unwrap()["ephemeral"], "yes", "{state:#}");
        assert_eq!(of("/perhaps").unwrap()["ephemeral"], "unknown", "{state:#}");
        assert_eq!(state["hosts"][0]["unknown"], serde_json::json!([]), "{state:#}");
    }
}

#[test]
fn a_directory_without_a_flake_is_told() {
    let dir = host(
        "player.url = \"github:someone/music-player\";",
        "{ inputs, ... }: { imports = [ inputs.player.nixosModules.default ]; }",
    );
    let empty = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_persist-lint"))
        .args(["check", "--isolated", "--mode", "offline", "-v", "--override-input"])
        .arg(format!("player={}", empty.path().display()))
        .arg(dir.path())
        .output()
        .unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(text.contains("which is given for input `player`, has no `flake.nix`"), "{text}");
    assert!(!text.contains("error["), "{text}");
}

#[test]
fn the_source_of_a_flake_is_no_storage() {
    let dir = host(
        "",
        r#"{ inputs, ... }: {
          fileSystems."/" = { device = "none"; fsType = "tmpfs"; };
          environment.etc."nixos/self".source = inputs.self;
          environment.etc."nixos/nixpkgs".source = "${inputs.nixpkgs}";
        }"#,
    );
    let state = run("state", dir.path()).to_string();
    assert!(!state.contains("persist-lint:native"), "{state}");
    let place = dir.path().to_string_lossy().into_owned();
    assert!(!state.contains(&format!("\"{place}\"")), "{state}");
}
