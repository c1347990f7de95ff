//! Modules that several machines share: what is repaired for one of them changes no other, neither by `fix` nor by a fix that
//! is only offered.

use std::{collections::BTreeMap, fs, path::Path};

use persist_lint::{
    check::{self, Report, Request},
    diagnostic::Fix,
    modules::ModeChoice,
};

/// Two machines: their modules, beside those of impermanence and home-manager.
pub(crate) struct Project<'p> {
    pub(crate) wiped: &'p str,
    pub(crate) other: &'p str,
    pub(crate) files: &'p [(&'p str, &'p str)],
}

const WIPED: &str = r#"{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/sda1"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/sda2"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" "/var/log" "/var/lib/systemd" ];
    files = [ "/etc/machine-id" ];
  };
}
"#;

const PLAIN: &str = r#"{ fileSystems."/" = { device = "/dev/sda1"; fsType = "ext4"; }; }"#;

const FLAKE: &str = r#"{
  inputs.impermanence.url = "github:nix-community/impermanence";
  inputs.home-manager.url = "github:nix-community/home-manager";
  inputs.agenix.url = "github:ryantm/agenix";
  outputs = { nixpkgs, impermanence, home-manager, agenix, ... }:
    let
      kept = impermanence.nixosModules.impermanence;
      homes = home-manager.nixosModules.home-manager;
      age = agenix.nixosModules.default;
      host = modules: nixpkgs.lib.nixosSystem { inherit modules; };
    in {
      nixosConfigurations.wiped = host [ WIPED ];
      nixosConfigurations.other = host [ OTHER ];
    };
}
"#;

/// What repairing comes to: of the texts that change the new ones by name, and what was offered.
pub(crate) fn repaired(project: &Project<'_>) -> (BTreeMap<String, String>, Vec<Fix>, Report) {
    let dir = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(dir.path()).unwrap();
    let flake = FLAKE.replace("WIPED", project.wiped).replace("OTHER", project.other);
    let known = [("flake.nix", flake.as_str()), ("wiped.nix", WIPED), ("plain.nix", PLAIN)];
    for (name, text) in known.iter().chain(project.files) {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let request =
        Request { path: root.clone(), mode: Some(ModeChoice::Offline), ..Request::default() };
    let repair = check::repair(&request, true, &|_, _| {}).unwrap();
    assert_eq!(repair.refused, 0, "what is offered is done");
    let name = |path: &Path| path.strip_prefix(&root).unwrap().display().to_string();
    let changes = repair.changes.iter();
    let changes = changes.map(|change| (name(&change.path), change.new.clone())).collect();
    let before = repair.into_before();
    let offered = before.diagnostics.iter().filter_map(|found| found.fix.clone()).collect();
    (changes, offered, before)
}

pub(crate) fn names(changes: &BTreeMap<String, String>) -> Vec<&str> {
    changes.keys().map(String::as_str).collect()
}

/// Whether a rule finds something for which nothing is offered.
fn is_left(report: &Report, rule: &str) -> bool {
    report.diagnostics.iter().any(|found| found.rule == rule && found.fix.is_none())
}

#[test]
fn host_keys_of_one_machine_are_named_where_its_storage_is() {
    let (changes, ..) = repaired(&Project {
        wiped: "kept ./wiped.nix ./ssh.nix",
        other: "./plain.nix ./ssh.nix",
        files: &[("ssh.nix", "{\n  services.openssh.enable = true;\n}\n")],
    });
    assert_eq!(names(&changes), ["wiped.nix"]);
    assert!(changes["wiped.nix"].contains("services.openssh.hostKeys = [ {"));
}

#[test]
fn host_keys_of_all_machines_are_named_beside_sshd() {
    let (changes, ..) = repaired(&Project {
        wiped: "kept ./wiped.nix ./ssh.nix",
        other: "kept ./wiped.nix ./ssh.nix",
        files: &[("ssh.nix", "{\n  services.openssh.enable = true;\n}\n")],
    });
    assert_eq!(names(&changes), ["ssh.nix"]);
}

#[test]
fn a_key_that_decrypts_elsewhere_stays() {
    let keys = "\"/etc/ssh/ssh_host_ed25519_key\" \"/etc/ssh/ssh_host_ed25519_key.pub\" \
        \"/etc/ssh/ssh_host_rsa_key\" \"/etc/ssh/ssh_host_rsa_key.pub\"";
    let (changes, offered, report) = repaired(&Project {
        wiped: "kept age ./wiped.nix ./secrets.nix ./keys.nix",
        other: "age ./plain.nix ./secrets.nix",
        files: &[
            (
                "secrets.nix",
                "{\n  services.openssh.enable = true;\n  \
                age.identityPaths = [ \"/etc/ssh/ssh_host_ed25519_key\" ];\n  \
                age.secrets.token.file = ./token.age;\n}\n",
            ),
            (
                "keys.nix",
                &format!("{{ environment.persistence.\"/persist\".files = [ {keys} ]; }}"),
            ),
        ],
    });
    assert!(is_left(&report, "late-decryption-key"));
    assert_eq!((names(&changes), offered), (vec![], vec![]));
}

#[test]
fn no_list_is_begun_where_a_machine_has_no_storage() {
    let own = |option: &str, path: &str| {
        format!(
            "{{\n  {option}.enable = true;\n  environment.persistence.\"/persist\".directories = [ \"{path}\" ];\n}}\n"
        )
    };
    let (changes, ..) = repaired(&Project {
        wiped: "kept ./wiped.nix ./cups.nix ./a.nix ./b.nix ./c.nix",
        other: "./plain.nix ./cups.nix",
        files: &[
            ("cups.nix", "{\n  services.printing.enable = true;\n}\n"),
            ("a.nix", &own("services.tailscale", "/var/lib/tailscale")),
            ("b.nix", &own("services.upower", "/var/lib/upower")),
            ("c.nix", &own("services.colord", "/var/lib/colord")),
        ],
    });
    assert_eq!(names(&changes), ["wiped.nix"]);
}

#[test]
fn what_another_machine_keeps_itself_is_not_added_for_both() {
    let (changes, offered, report) = repaired(&Project {
        wiped: "kept ./wiped.nix ./net.nix",
        other: "kept ./wiped.nix ./net.nix ./laptop.nix",
        files: &[
            ("net.nix", "{\n  networking.networkmanager.enable = true;\n}\n"),
            (
                "laptop.nix",
                "{ environment.persistence.\"/persist\".directories = [ \"/etc/NetworkManager/system-connections\" ]; }",
            ),
        ],
    });
    assert!(is_left(&report, "unpersisted-network-credentials"));
    assert_eq!((names(&changes), offered), (vec![], vec![]));
}

#[test]
fn a_program_of_a_home_has_no_place_among_those_of_others() {
    let home = |path: &str, dirs: &str| {
        (
            path.to_owned(),
            format!("{{\n  home.persistence.\"/persist\".directories = [ {dirs} ];\n}}\n"),
        )
    };
    let (core, core_text) = home("home/core.nix", "\"Documents\" \".ssh\"");
    let (js, js_text) = home("home/js/js.nix", "\".bun\" \".cache/deno\" \".npm\" \".yarn\"");
    let users =
        "{ users.users.ann = { isNormalUser = true; uid = 1000; hashedPassword = \"x\"; }; }";
    let modules = |more: &str| {
        format!(
            "kept homes ./wiped.nix ./users.nix {{ home-manager.users.ann.imports = [ ./home/core.nix {more} ]; }}"
        )
    };
    let (changes, ..) = repaired(&Project {
        wiped: &modules("./home/js/js.nix ./home/sound/easyeffects.nix"),
        other: &modules(""),
        files: &[
            ("users.nix", users),
            (&core, &core_text),
            (&js, &js_text),
            ("home/sound/easyeffects.nix", "{\n  services.easyeffects.enable = true;\n}\n"),
        ],
    });
    // Programs in JavaScript are no habit yet.
    assert!(!changes.contains_key("home/js/js.nix"), "{changes:?}");
}

#[test]
fn data_of_a_home_does_not_go_to_a_cache() {
    let more = r#"{
  environment.persistence."/cache".users.ann.directories = [ ".cache/nix" ".cache/mesa" ".cache/pip" ];
  environment.persistence."/persist".users.ann.directories = [ "Documents" ".ssh" ];
  fileSystems."/cache" = { device = "/dev/sda3"; fsType = "ext4"; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; hashedPassword = "x"; };
  programs.firefox.enable = true;
}
"#;
    let (changes, ..) = repaired(&Project {
        wiped: "kept ./wiped.nix ./more.nix",
        other: "kept ./wiped.nix",
        files: &[("more.nix", more)],
    });
    assert!(changes["more.nix"].contains("\"Documents\""));
    let line = changes["more.nix"].lines().find(|line| line.contains(".mozilla")).unwrap();
    assert!(!line.contains(".cache/"), "{}", changes["more.nix"]);
}

#[test]
fn an_item_of_a_list_is_no_option() {
    let own = |service: &str, name: &str| {
        format!(
            "{{\n  services.{service}.enable = true;\n  my.kept = [ {{ directories = [ \"/var/lib/{name}\" ]; }} ];\n}}\n"
        )
    };
    let keep = r#"{ config, lib, ... }:
{
  options.my.kept = lib.mkOption { type = lib.types.listOf lib.types.attrs; default = [ ]; };
  config.environment.persistence."/persist".directories = lib.concatMap (kept: kept.directories) config.my.kept;
}
"#;
    let (changes, ..) = repaired(&Project {
        wiped: "kept ./wiped.nix ./keep.nix ./fwupd.nix ./a.nix ./b.nix ./c.nix",
        other: "./plain.nix",
        files: &[
            ("keep.nix", keep),
            ("fwupd.nix", "{\n  services.fwupd.enable = true;\n}\n"),
            ("a.nix", &own("tailscale", "tailscale")),
            ("b.nix", &own("upower", "upower")),
            ("c.nix", &own("colord", "colord")),
        ],
    });
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert!(!changes.values().any(|text| text.contains("my.kept.directories")), "{changes:?}");
}

#[test]
fn an_entry_that_a_unit_needs_stays() {
    let unit = "persist-persist-var-lib-NetworkManager-timestamps.service";
    let net = format!(
        "{{\n  networking.networkmanager.enable = true;\n  \
        environment.persistence.\"/persist\" = {{\n    \
        files = [ \"/var/lib/NetworkManager/timestamps\" ];\n    \
        directories = [ \"/etc/NetworkManager/system-connections\" ];\n  }};\n  \
        systemd.services.NetworkManager.requires = [ \"{unit}\" ];\n}}\n"
    );
    let (changes, offered, report) = repaired(&Project {
        wiped: "kept ./wiped.nix ./net.nix",
        other: "./plain.nix",
        files: &[("net.nix", &net)],
    });
    assert!(is_left(&report, "bind-mounted-renamed-file"));
    let help = report.diagnostics.iter().filter_map(|found| found.help.as_deref());
    assert!(help.into_iter().any(|help| help.contains(unit)));
    assert_eq!((names(&changes), offered), (vec![], vec![]));
}
