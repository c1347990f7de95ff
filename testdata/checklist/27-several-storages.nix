# Storages for what is backed up and for what is not.
# otherwise: duplicate-entry
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
  environment.persistence."/nix/cache".directories = [
    "/var/cache/builds" # here
    #+ "/var/lib/nixos"
  ];
}
