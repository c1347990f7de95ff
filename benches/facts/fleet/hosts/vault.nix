# Secrets of sops-nix, and services that need them.
{ config, inputs, ... }:
{
  imports = [
    inputs.impermanence.nixosModules.impermanence
    inputs.sops-nix.nixosModules.sops
  ];
  sops = {
    age.sshKeyPaths = [ "/persist/etc/ssh/ssh_host_ed25519_key" ];
    secrets = {
      password = {
        sopsFile = ./vault.nix;
        format = "binary";
        neededForUsers = true;
      };
      paperless = {
        sopsFile = ./vault.nix;
        format = "binary";
        owner = config.services.paperless.user;
      };
    };
  };
  users = {
    mutableUsers = false;
    users.eve = {
      isNormalUser = true;
      hashedPasswordFile = config.sops.secrets.password.path;
    };
  };
  services = {
    openssh = {
      enable = true;
      hostKeys = [
        {
          path = "/persist/etc/ssh/ssh_host_ed25519_key";
          type = "ed25519";
        }
      ];
    };
    paperless = {
      enable = true;
      passwordFile = config.sops.secrets.paperless.path;
    };
    tailscale.enable = true;
    vaultwarden = {
      enable = true;
      backupDir = "/var/backup/vaultwarden";
    };
  };
  environment.persistence."/persist".directories = [
    "/var/lib/tailscale"
    "/var/lib/bitwarden_rs"
  ];
}
