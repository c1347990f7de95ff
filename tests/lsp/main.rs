//! The language server, from a client's side.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod client;
mod clients;
mod features;
mod folders;
mod places;
mod protocol;
mod writing;

use std::{
    fs,
    path::{Path, PathBuf},
};

use persist_lint::{
    check::{self, Request},
    modules::ModeChoice,
};
use serde_json::{Value, json};
use tempfile::TempDir;

use client::{Client, can};

/// A machine that loses what vaultwarden keeps.
const FLAKE: &str = r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
  inputs.impermanence.url = "github:nix-community/impermanence";
  outputs = { nixpkgs, impermanence, ... }: {
    nixosConfigurations.web = nixpkgs.lib.nixosSystem {
      modules = [ impermanence.nixosModules.impermanence ./web.nix ./mounts.nix ];
    };
  };
}
"#;
const MOUNTS: &str = r#"{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=1G" "mode=755" ]; };
  fileSystems."/boot" = { device = "/dev/disk/by-label/BOOT"; fsType = "vfat"; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; neededForBoot = true; };
}
"#;
const WEB: &str = r#"{
  system.stateVersion = "25.05";
  users.mutableUsers = false;
  boot.initrd.systemd.enable = true;
  environment.persistence."/nix/persist" = {
    hideMounts = true;
    directories = [
      "/var/log"
      "/var/lib/nixos"
      "/var/lib/systemd/timers"
    ];
    files = [ "/etc/machine-id" ];
  };
  services.vaultwarden.enable = true;
}
"#;
/// Where `true` of vaultwarden is.
const ENABLE: ((u32, u32), (u32, u32)) = ((13, 32), (13, 36));

fn project() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in [("flake.nix", FLAKE), ("mounts.nix", MOUNTS), ("web.nix", WEB)] {
        fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

/// What `check` finds, as file, range, rule and message.
fn checked(root: &Path) -> Vec<(PathBuf, Value, String, String)> {
    let request =
        Request { path: root.to_owned(), mode: Some(ModeChoice::Offline), ..Request::default() };
    let report = check::run(&request).unwrap();
    let places = persist_lint::output::Places::new(&report);
    let mut all = Vec::new();
    for found in &report.diagnostics {
        let (file, range) = match found.span {
            Some(span) => {
                let at = places.location_in(span, persist_lint::source::ColumnUnit::Utf16);
                let point = |point: persist_lint::output::Point| json!({ "line": point.line - 1, "character": point.column - 1 });
                let range = json!({ "start": point(at.start), "end": point(at.end) });
                (report.files.path(span.file), range)
            }
            None => {
                let host = report.fleet.hosts.iter().find(|host| found.hosts.contains(&host.name));
                (host.unwrap().entry.clone(), client::range((0, 0), (0, 0)))
            }
        };
        all.push((file, range, found.rule.to_owned(), found.message.clone()));
    }
    all.sort_by_key(|found| format!("{found:?}"));
    all
}

#[test]
fn the_editor_shows_what_check_finds() {
    let hosts = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/hosts");
    let mut dirs: Vec<_> = fs::read_dir(hosts).unwrap().map(|dir| dir.unwrap().path()).collect();
    dirs.sort();
    for dir in dirs {
        let mut client = Client::new(&dir, can(true, &["utf-16"]));
        let answer = client.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
        let mut shown = Vec::new();
        for item in answer["items"].as_array().unwrap() {
            let uri = item["uri"].as_str().unwrap();
            let file = PathBuf::from(uri.strip_prefix("file://").unwrap());
            for found in item["items"].as_array().unwrap() {
                let message = found["message"].as_str().unwrap();
                let message = message.lines().next().unwrap_or_default().to_owned();
                let rule = found["code"].as_str().unwrap().to_owned();
                shown.push((file.clone(), found["range"].clone(), rule, message));
            }
        }
        shown.sort_by_key(|found| format!("{found:?}"));
        assert!(!shown.is_empty(), "{}", dir.display());
        assert_eq!(shown, checked(&dir.canonicalize().unwrap()), "{}", dir.display());
        assert!(client.end());
    }
}
