{ lib, ... }:
{
  imports = [ ../storage.nix ];
  fileSystems."/" = lib.mkForce { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=root" ]; };
  boot.initrd.postResumeCommands = ''
    mkdir -p /top
    mount /dev/disk/by-label/main /top
    btrfs subvolume delete --recursive /top/root
    btrfs subvolume snapshot /top/blank /top/root
    umount /top
  '';
}
