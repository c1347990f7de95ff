# No module: what lasts is bound, linked and copied by hand.
{
  networking.hostName = "binds";
  boot.loader.grub.device = "nodev";
  fileSystems = {
    "/" = {
      fsType = "tmpfs";
      options = [
        "size=2G"
        "mode=755"
      ];
    };
    "/nix" = {
      device = "/dev/sda2";
      fsType = "ext4";
      neededForBoot = true;
    };
    "/var/lib/nixos" = {
      device = "/nix/keep/nixos";
      fsType = "none";
      options = [ "bind" ];
      depends = [ "/nix" ];
    };
    "/home" = {
      device = "/nix/keep/home";
      options = [ "bind" ];
    };
  };
  environment.etc = {
    "machine-id".source = "/nix/keep/machine-id";
    "ssh/ssh_host_ed25519_key" = {
      source = "/nix/keep/ssh_host_ed25519_key";
      mode = "0600";
    };
  };
  systemd.tmpfiles.rules = [
    "L+ /var/lib/bluetooth - - - - /nix/keep/bluetooth"
    "d /nix/keep/bluetooth 0700 root root -"
  ];
  services.openssh.enable = true;
  hardware.bluetooth.enable = true;
  users.users.dan = {
    isNormalUser = true;
    uid = 1001;
    hashedPasswordFile = "/nix/keep/passwords/dan";
  };
  system.stateVersion = "25.11";
}
