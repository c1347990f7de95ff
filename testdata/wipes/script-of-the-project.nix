# Scripts that are written into the store, with arguments, packages and other scripts in them.
{ pkgs, lib, ... }:
let
  delete = pkgs.writeShellApplication {
    name = "delete";
    runtimeInputs = [ pkgs.btrfs-progs ];
    text = ''
      btrfs subvolume delete "$1"
    '';
  };
  rollback = pkgs.writeShellScript "rollback" ''
    mkdir /wipe
    ${pkgs.util-linux}/bin/mount "$1" /wipe
    ${lib.getExe delete} /wipe/$2
    ${pkgs.btrfs-progs}/bin/btrfs subvolume create /wipe/$2
    umount /wipe
  '';
in
{
  fileSystems."/" = { device = "/dev/disk/by-label/nixos"; fsType = "btrfs"; options = [ "subvol=root" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nixos"; fsType = "btrfs"; options = [ "subvol=nix" ]; };
  fileSystems."/home" = { device = "/dev/disk/by-label/nixos"; fsType = "btrfs"; options = [ "subvol=home" ]; };
  boot.initrd.systemd.enable = false;
  boot.initrd.postDeviceCommands = "${rollback} /dev/disk/by-label/nixos root";
}
#= / yes: a `btrfs subvolume delete`
#= /home no: nothing wipes it
#= /nix no: nothing wipes it
