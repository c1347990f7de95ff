# All of /var is persisted.
# otherwise: unpersisted-service-state
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  services.forgejo.enable = true;
  environment.persistence."/nix/persist" = {
    directories = [ 
      "/var" # here
     ];
    files = [ "/etc/machine-id" ];
  };
}
