# Each program is named with its package, which only nixpkgs knows; the commands are plain all the same.
{ pkgs, lib, ... }:
{
  fileSystems."/" = { device = "/dev/sda2"; fsType = "btrfs"; options = [ "subvol=rootfs" ]; };
  fileSystems."/nix" = { device = "/dev/sda2"; fsType = "btrfs"; options = [ "subvol=nix" ]; };
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.wipe = {
    wantedBy = [ "initrd.target" ];
    before = [ "sysroot.mount" ];
    script = ''
      btrfs=${lib.getExe' pkgs.btrfs-progs "btrfs"}
      ${pkgs.systemd}/bin/udevadm settle
      if ${pkgs.util-linux}/bin/mount -t btrfs -o subvolid=5 /dev/sda2 /top; then
        ${pkgs.btrfs-progs}/bin/btrfs subvolume show /top/rootfs > /dev/null && $btrfs subvolume delete -R /top/rootfs
        ${pkgs.btrfs-progs}/bin/btrfs subvolume create /top/rootfs
      fi
    '';
  };
}
#= / yes: a `btrfs subvolume delete`
#= /nix no: nothing wipes it
