# The list is that of an option of the project's own, which nobody has defined yet.
{ config, lib, ... }:
{
  options.my.keep = {
    directories = lib.mkOption { type = lib.types.listOf lib.types.str; default = [ ]; };
    files = lib.mkOption { type = lib.types.listOf lib.types.str; default = [ ]; };
  };
  config = {
    fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#               ^^^ note: `/` is a tmpfs
    fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
    fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
    fileSystems."/data" = { device = "/dev/disk/by-label/data"; fsType = "ext4"; };
    my.keep.files = [ "/etc/machine-id" ];
    environment.persistence."/persist" = {
      inherit (config.my.keep) directories files;
#                              ^^^^^^^^^^^ warning[unpersisted-uid-map]: `/var/lib/nixos` is not persisted, so users and groups get new numbers
    };
    users.users = { ann.isNormalUser = true; bob.isNormalUser = true; };
  };
}
