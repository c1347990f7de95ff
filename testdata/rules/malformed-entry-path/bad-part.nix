# What is added to a list under a condition that is not known is no reason to forget the rest of it.
{ config, options, lib, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = {
    directories = [ "/var/log" "/nix" ]
#                              ^^^^^^ warning[malformed-entry-path]: the path `/nix` is what the system starts from, which an entry is a fragile place for
      ++ lib.optionals (options.boot ? lanzaboote && config.boot.lanzaboote.enable) [ config.boot.lanzaboote.pkiBundle ];
    files = [ "/etc/machine-id" ];
  };
}
