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
