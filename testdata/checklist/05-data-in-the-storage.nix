# An option moves the data into the storage.
# otherwise: unpersisted-service-state
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  services.paperless = {
    enable = true;
    dataDir = "/nix/persist/paperless"; # here
  };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" "/var/lib/redis-paperless" ];
    files = [ "/etc/machine-id" ];
  };
}
