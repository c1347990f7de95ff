# Two modules add to one hook, and one of them names a package, which only nixpkgs knows.
{ lib, pkgs, ... }:
{
  fileSystems."/" = { device = "/dev/sda2"; fsType = "btrfs"; options = [ "subvol=rootfs" ]; };
  fileSystems."/nix" = { device = "/dev/sda2"; fsType = "btrfs"; options = [ "subvol=nix" ]; };
  boot.initrd.systemd.enable = false;
  imports = [
    {
      boot.initrd.postDeviceCommands = lib.mkBefore ''
        ${pkgs.util-linux}/bin/mount -o subvol=/ /dev/sda2 /top
        btrfs subvolume delete /top/rootfs
        umount /top
      '';
    }
    { boot.initrd.postDeviceCommands = lib.mkAfter "echo done"; }
  ];
}
#= / yes: a `btrfs subvolume delete`
#= /nix no: nothing wipes it
