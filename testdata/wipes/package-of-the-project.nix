# A program of the project: what it does is in it.
{ pkgs, ... }:
{
  fileSystems."/" = { device = "/dev/sda2"; fsType = "btrfs"; options = [ "subvol=rootfs" ]; };
  fileSystems."/nix" = { device = "/dev/sda2"; fsType = "btrfs"; options = [ "subvol=nix" ]; };
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.wipe = {
    wantedBy = [ "initrd.target" ];
    before = [ "sysroot.mount" ];
    script = ''
      ${pkgs.util-linux}/bin/mount -t btrfs -o subvolid=5 /dev/sda2 /top
      ${pkgs.wipe-root}/bin/wipe-root /top/rootfs
    '';
  };
}
#= / unknown: a program in the initrd may wipe it
#= /nix no: nothing wipes it
