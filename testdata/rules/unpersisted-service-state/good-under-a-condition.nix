# A name exists where its condition holds; a condition that nobody knows makes nothing certain.
{ config, lib, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  services.redis.servers = lib.mkMerge [
    (lib.mkIf config.services.forgejo.enable { queue.enable = true; })
    (lib.mkIf (builtins.pathExists <missing/file>) { cache.enable = true; })
  ];
  services.borgbackup.repos.home = lib.mkIf false { path = "/var/lib/borg"; };
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
}
