{ lib, ... }:
{
  boot.initrd.postResumeCommands = lib.mkAfter ''
    mkdir /volume
    mount /dev/vg/root /volume
    btrfs subvolume delete /volume/root
    btrfs subvolume create /volume/root
    umount /volume
  '';
}
