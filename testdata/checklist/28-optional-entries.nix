# Entries are added under a condition.
# otherwise: unpersisted-service-state
{ lib, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  services.forgejo.enable = true;
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" ] ++ lib.optionals true [
      "/var/lib/forgejo" # here
     ];
    files = [ "/etc/machine-id" ];
  };
}
