# A shared module persists what another host runs.
# otherwise: unpersisted-service-state
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  services.forgejo.enable = false; # here
  #+ services.forgejo.enable = true;
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" "/var/lib/grafana" "/var/lib/jellyfin" ];
    files = [ "/etc/machine-id" ];
  };
}
