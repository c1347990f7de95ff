# The default of an option is nowhere in the project.
{ config, lib, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/var/cache/jellyfin" = { device = "/dev/disk/by-label/cache"; fsType = "ext4"; };
  services.jellyfin.enable = true;
  preservation.enable = true;
  preservation.preserveAt."/nix/state" = {
    directories = [
      "/var/log"
      { directory = "/var/lib/nixos"; inInitrd = true; }
      "/var/lib/jellyfin"
    ] ++ lib.optionals config.services.jellyfin.enable [
      { directory = config.services.jellyfin.cacheDir; user = "jellyfin"; group = "jellyfin"; }
    ];
    files = [ { file = "/etc/machine-id"; inInitrd = true; } ];
  };
  systemd.suppressedSystemUnits = [ "systemd-machine-id-commit.service" ];
}
