# What a program does that is in a package of the search path is not known.
{ pkgs, ... }:
{
  fileSystems."/" = { device = "/dev/sda2"; fsType = "btrfs"; options = [ "subvol=rootfs" ]; };
  fileSystems."/nix" = { device = "/dev/sda2"; fsType = "btrfs"; options = [ "subvol=nix" ]; };
  boot.initrd.systemd.enable = false;
  boot.initrd.postDeviceCommands = ''
    PATH=${pkgs.callPackage ./roll-back.nix { }}/bin:$PATH
    roll-back /dev/sda2
  '';
}
#= / unknown: a program in the initrd may wipe it
#= /nix no: nothing wipes it
