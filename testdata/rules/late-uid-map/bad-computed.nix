# The name of the storage is computed; entries and their lists are written all the same.
{ config, lib, ... }:
{
  options.my.storage = lib.mkOption { type = lib.types.str; default = "persist"; };
  config = {
    fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#               ^^^ note: `/` is a tmpfs
    fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
    fileSystems."/${config.my.storage}" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
    preservation.enable = true;
    preservation.preserveAt."/${config.my.storage}" = { directories = [ "/var/lib/nixos" "/var/log" ]; };
#                           ^^^^^^^^^^^^^^^^^^^^^^^ warning[unpersisted-machine-id]: `/etc/machine-id` is not persisted, so the machine gets a new id at every boot
#                                                                       ^^^^^^^^^^^^^^^^ error[late-uid-map]: `/var/lib/nixos` is persisted, but set up only after users are made
  };
}
