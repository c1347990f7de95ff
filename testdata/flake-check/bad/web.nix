{
  nixpkgs.hostPlatform = "x86_64-linux";
  system.stateVersion = "25.05";
  boot.initrd.systemd.enable = true;
  users.mutableUsers = false;

  fileSystems."/" = {
    device = "none";
    fsType = "tmpfs";
    options = [
      "size=1G"
      "mode=755"
    ];
  };
  fileSystems."/boot" = {
    device = "/dev/disk/by-label/BOOT";
    fsType = "vfat";
  };
  fileSystems."/nix" = {
    device = "/dev/disk/by-label/nix";
    fsType = "ext4";
    neededForBoot = true;
  };

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
