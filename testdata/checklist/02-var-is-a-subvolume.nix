# /var is a subvolume of its own.
# otherwise: unpersisted-service-state
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/var" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=@var" ]; }; # here
  services.forgejo.enable = true;
  environment.persistence."/nix/persist" = {
    directories = [ "/srv" ];
    files = [ "/etc/machine-id" ];
  };
}
