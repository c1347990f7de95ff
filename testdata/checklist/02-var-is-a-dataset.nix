# /var is a dataset of its own.
# otherwise: unpersisted-service-state
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/var" = { device = "rpool/safe/var"; fsType = "zfs"; }; # here
  services.forgejo.enable = true;
  environment.persistence."/nix/persist" = {
    directories = [ "/srv" ];
    files = [ "/etc/machine-id" ];
  };
}
