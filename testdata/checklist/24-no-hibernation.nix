# A machine that never hibernates is never resumed.
# otherwise: wipe-before-resume
{
  fileSystems."/" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=@" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=@nix" ]; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=@persist" ]; neededForBoot = true; };
  boot.resumeDevice = "/dev/disk/by-label/swap";
  boot.kernelParams = [ "nohibernate" ]; # here
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.wipe = {
    wantedBy = [ "initrd.target" ];
    after = [ "dev-disk-by\\x2dlabel-main.device" ];
    before = [ "sysroot.mount" ];
    unitConfig.DefaultDependencies = false;
    serviceConfig.Type = "oneshot";
    script = ''
      mkdir -p /mnt
      mount /dev/disk/by-label/main /mnt
      btrfs subvolume delete --recursive /mnt/@
      btrfs subvolume create /mnt/@
    '';
  };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
}
