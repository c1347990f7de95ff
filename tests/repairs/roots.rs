//! The persistent root that a new entry goes to, and how it is named where a list is begun.

use crate::shared::{Project, names, repaired};

const DISKS: &str = r#"{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/sda1"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/sda2"; fsType = "ext4"; neededForBoot = true; };
}
"#;

const PRINTING: &str = "{\n  services.printing.enable = true;\n}\n";

/// Modules of services, each with a list of its own.
fn habit(root: &str) -> [(&'static str, String); 3] {
    let own = |service: &str, path: &str| {
        format!(
            "{{ config, ... }}:\n{{\n  services.{service}.enable = true;\n  {root}.directories = [ \"{path}\" ];\n}}\n"
        )
    };
    [
        ("a.nix", own("tailscale", "/var/lib/tailscale")),
        ("b.nix", own("upower", "/var/lib/upower")),
        ("c.nix", own("colord", "/var/lib/colord")),
    ]
}

/// The habit, and other files.
fn files<'f>(
    habit: &'f [(&'static str, String); 3],
    more: &[(&'f str, &'f str)],
) -> Vec<(&'f str, &'f str)> {
    let own = habit.iter().map(|(name, text)| (*name, text.as_str()));
    own.chain(more.iter().copied()).collect()
}

#[test]
fn a_root_is_defined_by_its_name() {
    let store = r#"{ config, lib, ... }:
{
  options.my.keep = lib.mkOption { type = lib.types.bool; default = true; };
  config.environment.persistence.main = {
    enable = config.my.keep;
    persistentStoragePath = "/persist";
    directories = [ "/var/lib/nixos" "/var/log" "/var/lib/systemd" ];
    files = [ "/etc/machine-id" ];
  };
}
"#;
    let habit = habit("environment.persistence.main");
    let (changes, ..) = repaired(&Project {
        wiped: "kept ./disks.nix ./store.nix ./a.nix ./b.nix ./c.nix ./printing.nix",
        // There it is switched off, and stays so.
        other: "kept ./plain.nix ./store.nix ./printing.nix { my.keep = false; }",
        files: &files(
            &habit,
            &[("disks.nix", DISKS), ("store.nix", store), ("printing.nix", PRINTING)],
        ),
    });
    assert_eq!(names(&changes), ["printing.nix"]);
    let new = "environment.persistence.main.directories = [";
    assert!(changes["printing.nix"].contains(new), "{changes:?}");
}

#[test]
fn what_another_machine_keeps_on_its_disk_gets_no_entry() {
    let net = "{\n  services.tailscale.enable = true;\n  \
        environment.persistence.\"/persist\".directories = [ \"/srv\" ];\n}\n";
    let (changes, ..) = repaired(&Project {
        wiped: "kept ./wiped.nix ./net.nix",
        other: "kept ./plain.nix ./net.nix",
        files: &[("net.nix", net)],
    });
    assert_eq!(names(&changes), ["wiped.nix"]);
}

#[test]
fn a_list_is_begun_where_others_count_for_nothing_too() {
    let habit = habit("environment.persistence.\"/persist\"");
    let project = |other: &str| {
        let (changes, ..) = repaired(&Project {
            wiped: "kept ./wiped.nix ./a.nix ./b.nix ./c.nix ./printing.nix",
            other,
            files: &files(&habit, &[("printing.nix", PRINTING)]),
        });
        names(&changes).join(" ")
    };
    let forced = "({ lib, ... }: { environment.persistence = lib.mkForce { }; })";
    let with = |more: &str| project(&format!("kept ./plain.nix ./printing.nix {more}"));
    assert_eq!(with(&format!("./a.nix {forced}")), "printing.nix");
    // Nothing tells that it is harmless there.
    assert_eq!(with(forced), "wiped.nix");
}

#[test]
fn an_option_of_home_manager_is_defined_beside_its_program() {
    let keep = r#"{ config, lib, ... }:
{
  home-manager.sharedModules = [
    { options.kept.directories = lib.mkOption { type = lib.types.listOf lib.types.str; default = [ ]; }; }
  ];
  environment.persistence."/persist".users.ann = {
    inherit (config.home-manager.users.ann.kept) directories;
  };
  users.users.ann = { isNormalUser = true; uid = 1000; hashedPassword = "x"; };
}
"#;
    let home = |program: &str, path: &str| {
        format!(
            "{{\n  programs.{program}.enable = true;\n  kept.directories = [ \"{path}\" ];\n}}\n"
        )
    };
    let (firefox, zoxide, atuin) = (
        home("firefox", ".mozilla"),
        home("zoxide", ".local/share/zoxide"),
        home("atuin", ".local/share/atuin"),
    );
    let (changes, ..) = repaired(&Project {
        wiped: "kept homes ./wiped.nix ./keep.nix { home-manager.users.ann.imports = \
            [ ./home/firefox.nix ./home/zoxide.nix ./home/atuin.nix ./home/direnv.nix ]; }",
        other: "./plain.nix",
        files: &[
            ("keep.nix", keep),
            ("home/firefox.nix", &firefox),
            ("home/zoxide.nix", &zoxide),
            ("home/atuin.nix", &atuin),
            ("home/direnv.nix", "{\n  programs.direnv.enable = true;\n}\n"),
        ],
    });
    let new = "kept.directories = [ \".local/share/direnv\" ];";
    assert!(changes.get("home/direnv.nix").is_some_and(|text| text.contains(new)), "{changes:?}");
}

#[test]
fn a_computed_name_is_written_as_it_is() {
    let store = r#"{ config, lib, ... }:
let
  cfg = config.my;
  system = "${cfg.root}/system";
in
{
  options.my.root = lib.mkOption { type = lib.types.str; default = "/persist"; };
  config.environment.persistence.${system} = {
    directories = [ "/var/lib/nixos" "/var/log" "/var/lib/systemd" ];
    files = [ "/etc/machine-id" ];
  };
}
"#;
    let habit = habit("environment.persistence.\"${config.my.root}/system\"");
    let all = "kept ./disks.nix ./store.nix ./a.nix ./b.nix ./c.nix ./printing.nix ./fwupd.nix";
    let printing = format!("{{ config, ... }}:\n{PRINTING}");
    let (changes, ..) = repaired(&Project {
        wiped: all,
        other: all,
        files: &files(
            &habit,
            &[
                ("disks.nix", DISKS),
                ("store.nix", store),
                ("printing.nix", &printing),
                ("fwupd.nix", "{\n  services.fwupd.enable = true;\n}\n"),
            ],
        ),
    });
    assert_eq!(names(&changes), ["fwupd.nix", "printing.nix"]);
    let new = "environment.persistence.\"${config.my.root}/system\".directories = [";
    assert!(changes["printing.nix"].contains(new), "{changes:?}");
    // There is no `config` there.
    let new = "environment.persistence.\"/persist/system\".directories = [";
    assert!(changes["fwupd.nix"].contains(new), "{changes:?}");
}
