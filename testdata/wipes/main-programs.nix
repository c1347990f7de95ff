# Programs by their packages, whose main programs are known without them.
{ lib, pkgs, ... }:
{
  fileSystems."/" = { device = "/dev/sda2"; fsType = "btrfs"; options = [ "subvol=@root" ]; };
  fileSystems."/nix" = { device = "/dev/sda2"; fsType = "btrfs"; options = [ "subvol=@nix" ]; };
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.wipe = {
    wantedBy = [ "initrd.target" ];
    before = [ "sysroot.mount" ];
    script = with pkgs; ''
      mount -t btrfs /dev/sda2 /top
      mv /top/@root "/top/old/$(date +%F)"
      ${lib.getExe findutils} /top/old -mindepth 1 -maxdepth 1 -mtime +30 | while read -r old; do
        ${lib.getExe btrfs-progs} subvolume delete "$old"
      done
      ${lib.getExe btrfs-progs} subvolume create /top/@root
    '';
  };
}
#= / yes: an `mv` in the initrd
#= /nix no: nothing wipes it
