# An image that boots from the network is meant to forget.
# otherwise: unpersisted-service-state
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/nix/.rw-store" = { device = "tmpfs"; fsType = "tmpfs"; }; # here
  services.forgejo.enable = true;
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
}
