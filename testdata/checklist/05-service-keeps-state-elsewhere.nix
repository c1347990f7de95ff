# An option moves the state to where it lasts, or to a filesystem nobody knows of.
# otherwise: unpersisted-service-state
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  services.forgejo = {
    enable = true;
    stateDir = "/mnt/pool/forgejo"; # here
  };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
}
