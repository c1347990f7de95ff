//! A project of the kind people have: ten hosts and three hundred files, with no input on disk.

use std::{fmt::Write as _, fs, path::Path};

/// Hosts of the project.
pub(crate) const HOSTS: usize = 10;
/// Files of the project.
pub(crate) const FILES: usize = 300;

/// Modules of a service each.
const MODULES: usize = FILES - 2 - HOSTS * 2;

/// The services that a host enables.
pub(crate) fn enabled(host: usize) -> impl Iterator<Item = usize> {
    (0..30).map(move |step| (host * 7 + step * 9) % MODULES)
}

/// Services that keep something; each has a module of its own, as many projects have it.
const SERVICES: [&str; 12] = [
    "forgejo",
    "grafana",
    "jellyfin",
    "vaultwarden",
    "postgresql",
    "headscale",
    "paperless",
    "immich",
    "tailscale",
    "sonarr",
    "navidrome",
    "fail2ban",
];

/// Writes a file of the project.
pub(crate) fn write(dir: &Path, path: &str, text: &str) {
    let path = dir.join(path);
    fs::create_dir_all(path.parent().expect("it is in a directory"))
        .expect("a directory can be made");
    fs::write(path, text).expect("a file can be written");
}

/// A service under an option of the project, with its entry in the persistent root.
fn service_module(index: usize) -> String {
    let service = SERVICES[index % SERVICES.len()];
    format!(
        r#"{{ config, lib, pkgs, ... }}:
let
  cfg = config.mine.service{index};
  directory = "/var/lib/{service}";
in
{{
  options.mine.service{index} = {{
    enable = lib.mkEnableOption "{service}";
    port = lib.mkOption {{
      type = lib.types.port;
      default = {port};
      description = "Where it listens.";
    }};
    persist = lib.mkOption {{
      type = lib.types.bool;
      default = {persist};
    }};
  }};

  config = lib.mkIf cfg.enable {{
    services.{service}.enable = true;
    networking.firewall.allowedTCPPorts = [ cfg.port ];
    systemd.services.{service}-backup-{index} = {{
      wantedBy = [ "multi-user.target" ];
      path = [ pkgs.restic ];
      serviceConfig.StateDirectory = "backup-{index}";
      script = ''
        restic backup ${{directory}} --tag "${{config.networking.hostName}}"
      '';
    }};
    environment.persistence.${{config.mine.storage}} = lib.mkIf cfg.persist {{
      directories = [
        {{
          inherit directory;
          mode = "0700";
        }}
        "/var/lib/backup-{index}"
      ];
    }};
  }};
}}
"#,
        port = 8000 + index,
        persist = !index.is_multiple_of(5),
    )
}

/// Writes the project.
pub(crate) fn generate(dir: &Path) {
    let hosts: Vec<String> = (0..HOSTS).map(|index| format!("host{index}")).collect();
    write(
        dir,
        "flake.nix",
        r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";
  inputs.impermanence.url = "github:nix-community/impermanence";
  outputs =
    { nixpkgs, impermanence, ... }:
    let
      inherit (nixpkgs) lib;
      hosts = lib.filterAttrs (_: kind: kind == "directory") (builtins.readDir ./hosts);
    in
    {
      nixosConfigurations = lib.mapAttrs (
        name: _:
        lib.nixosSystem {
          modules = [
            impermanence.nixosModules.impermanence
            ./modules
            ./hosts/${name}
            { networking.hostName = name; }
          ];
        }
      ) hosts;
    };
}
"#,
    );
    let modules = MODULES;
    let mut imports = String::new();
    for index in 0..modules {
        write(dir, &format!("modules/services/service{index}.nix"), &service_module(index));
        writeln!(imports, "    ./services/service{index}.nix").expect("a string can be written to");
    }
    write(
        dir,
        "modules/default.nix",
        &format!(
            "{{ lib, ... }}:\n{{\n  imports = [\n{imports}  ];\n  options.mine.storage = lib.mkOption {{\n    \
             type = lib.types.str;\n    default = \"/persist\";\n  }};\n}}\n"
        ),
    );
    for (index, host) in hosts.iter().enumerate() {
        let enabled: String = enabled(index)
            .map(|service| format!("  mine.service{service}.enable = true;\n"))
            .collect();
        write(
            dir,
            &format!("hosts/{host}/default.nix"),
            &format!(
                "{{\n  imports = [ ./disks.nix ];\n{enabled}  services.openssh.enable = true;\n  users.users.ann.isNormalUser = true;\n}}\n"
            ),
        );
        write(
            dir,
            &format!("hosts/{host}/disks.nix"),
            "{\n  fileSystems.\"/\" = {\n    device = \"none\";\n    fsType = \"tmpfs\";\n  };\n  \
             fileSystems.\"/nix\" = {\n    device = \"/dev/sda1\";\n    fsType = \"ext4\";\n  };\n  \
             fileSystems.\"/persist\" = {\n    device = \"/dev/sda2\";\n    fsType = \"ext4\";\n    neededForBoot = true;\n  };\n}\n",
        );
    }
}
