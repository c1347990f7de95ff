# A rented machine that serves pages.
{ lib, ... }:
{
  imports = [ ./disks.nix ];
  networking.hostName = "cloud";
  boot.loader = {
    systemd-boot.enable = lib.mkForce false;
    grub.device = "/dev/vda";
  };
  services = {
    cloud-init.enable = true;
    nginx = {
      enable = true;
      virtualHosts."example.org" = {
        enableACME = true;
        forceSSL = true;
        root = "/var/www";
      };
    };
    fail2ban.enable = true;
    openssh = {
      enable = true;
      hostKeys = [
        {
          path = "/persist/etc/ssh/ssh_host_ed25519_key";
          type = "ed25519";
        }
      ];
    };
  };
  security.acme = {
    acceptTerms = true;
    defaults.email = "root@example.org";
  };
  swapDevices = [
    {
      device = "/persist/swapfile";
      size = 1024;
    }
  ];
  users = {
    mutableUsers = false;
    users.root.openssh.authorizedKeys.keys = [ "ssh-ed25519 AAAA eve" ];
  };
  environment.persistence."/persist".directories = [
    "/var/lib/nixos"
    "/var/lib/acme"
  ];
}
