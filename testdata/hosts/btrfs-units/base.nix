{
  boot.initrd.systemd.enable = true;
  fileSystems."/" = {
    device = "/dev/vg/root";
    fsType = "btrfs";
    options = [ "subvol=root" ];
  };
  fileSystems."/nix" = {
    device = "/dev/vg/root";
    fsType = "btrfs";
    options = [ "subvol=nix" ];
  };
  fileSystems."/persistent" = {
    device = "/dev/vg/root";
    fsType = "btrfs";
    options = [ "subvol=persistent" ];
    neededForBoot = true;
  };
  services.fail2ban.enable = true;
  environment.persistence."/persistent" = {
    directories = [
      "/var/lib/nixos"
      "/var/log"
    ];
    files = [ "/etc/machine-id" ];
  };
  system.stateVersion = "25.05";
}
