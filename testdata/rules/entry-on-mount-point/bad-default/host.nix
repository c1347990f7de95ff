# The default of an option is nowhere in the project.
{ config, lib, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/var/cache/jellyfin" = { device = "/dev/disk/by-label/cache"; fsType = "ext4"; };
#             ^^^^^^^^^^^^^^^^^^^^^ note: mounted here
  services.jellyfin.enable = true;
  preservation.enable = true;
  preservation.preserveAt."/nix/state" = {
    directories = [
      "/var/log"
      { directory = "/var/lib/nixos"; inInitrd = true; }
      "/var/lib/jellyfin"
    ] ++ lib.optionals config.services.jellyfin.enable [
      { directory = config.services.jellyfin.cacheDir; user = "jellyfin"; group = "jellyfin"; }
#     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[entry-on-mount-point]: `/var/cache/jellyfin` is persisted, but is a filesystem of its own as well
    ];
    files = [ { file = "/etc/machine-id"; inInitrd = true; } ];
  };
  systemd.suppressedSystemUnits = [ "systemd-machine-id-commit.service" ];
}
