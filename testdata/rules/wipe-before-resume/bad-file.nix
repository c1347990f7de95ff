# systemd finds a sleeping system in a file, too.
{
  fileSystems."/" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=@" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=@nix" ]; };
  fileSystems."/swap" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=@swap" ]; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  swapDevices = [ { device = "/swap/file"; } ];
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.wipe = {
#                              ^^^^ info[wipe-before-resume]: `wipe.service` wipes before the machine is resumed from hibernation
    wantedBy = [ "initrd.target" ];
    requires = [ "dev-disk-by\\x2dlabel-main.device" ];
    after = [ "dev-disk-by\\x2dlabel-main.device" ];
    before = [ "sysroot.mount" ];
    unitConfig.DefaultDependencies = false;
    serviceConfig.Type = "oneshot";
    script = ''
      mkdir -p /mnt
      mount /dev/disk/by-label/main /mnt
      btrfs subvolume delete -R /mnt/@
      btrfs subvolume create /mnt/@
      umount /mnt
    '';
  };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
}
