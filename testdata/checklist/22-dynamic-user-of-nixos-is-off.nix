# The user says so of a unit of NixOS, and nothing else.
# otherwise: dynamic-user-state-path
{ lib, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  services.renovate.enable = true;
  systemd.services.renovate.serviceConfig.DynamicUser = lib.mkForce false; # here
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" "/var/lib/renovate" ];
    files = [ "/etc/machine-id" ];
  };
}
