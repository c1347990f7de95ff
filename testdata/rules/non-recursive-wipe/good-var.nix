# What systemd makes is on another subvolume.
{
  fileSystems."/" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=@" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=@nix" ]; };
  fileSystems."/var" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=@var" ]; };
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.wipe = {
    wantedBy = [ "initrd.target" ];
    requires = [ "dev-disk-by\\x2dlabel-main.device" ];
    after = [ "dev-disk-by\\x2dlabel-main.device" "local-fs-pre.target" ];
    before = [ "sysroot.mount" ];
    unitConfig.DefaultDependencies = false;
    serviceConfig.Type = "oneshot";
    script = ''
      mkdir -p /mnt
      mount /dev/disk/by-label/main /mnt
      btrfs subvolume delete /mnt/@
      btrfs subvolume create /mnt/@
    '';
  };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
