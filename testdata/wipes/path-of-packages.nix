# The script adds packages to its search path, which only nixpkgs knows.
{ pkgs, ... }:
{
  fileSystems."/" = { device = "/dev/sda2"; fsType = "btrfs"; options = [ "subvol=rootfs" ]; };
  fileSystems."/nix" = { device = "/dev/sda2"; fsType = "btrfs"; options = [ "subvol=nix" ]; };
  boot.initrd.systemd.enable = false;
  boot.initrd.postDeviceCommands = ''
    export PATH="$PATH:${pkgs.coreutils}/bin:${pkgs.btrfs-progs}/bin"
    mount -o subvol=/ /dev/sda2 /top
    btrfs subvolume delete /top/rootfs
    btrfs subvolume create /top/rootfs
    umount /top
  '';
}
#= / yes: a `btrfs subvolume delete`
#= /nix no: nothing wipes it
