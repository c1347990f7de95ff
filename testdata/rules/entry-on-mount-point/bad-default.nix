# The default of an option is nowhere in the project.
{ config, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/var/cache/jellyfin" = { device = "/dev/disk/by-label/cache"; fsType = "ext4"; };
#             ^^^^^^^^^^^^^^^^^^^^^ note: mounted here
  services.jellyfin.enable = true;
  environment.persistence."/nix/persist" = {
    directories = [
      "/var/log"
      "/var/lib/nixos"
      "/var/lib/jellyfin"
      { directory = config.services.jellyfin.cacheDir; user = "jellyfin"; group = "jellyfin"; }
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[entry-on-mount-point]: `/var/cache/jellyfin` is persisted, but is a filesystem of its own as well
    ];
    files = [ "/etc/machine-id" ];
  };
}
