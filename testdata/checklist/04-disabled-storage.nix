# A storage that is switched off keeps nothing, and needs no filesystem.
# otherwise: ephemeral-storage
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
  environment.persistence."/old" = {
    enable = false; # here
    directories = [ "/srv" ];
  };
}
