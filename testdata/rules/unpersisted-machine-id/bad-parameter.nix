# Of one parameter the value is not known, but its name.
{ pkgs, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  boot.kernelParams = [ "vt.default_red=${pkgs.palette.red}" ];
  environment.persistence."/persist" = {
#                         ^^^^^^^^^^ warning[unpersisted-machine-id]: `/etc/machine-id` is not persisted, so the machine gets a new id at every boot
    directories = [ "/var/log" ];
  };
}
