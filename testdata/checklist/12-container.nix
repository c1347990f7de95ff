# A container has no disk of its own to wipe.
# otherwise: unpersisted-service-state
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  boot.isContainer = true; # here
  services.forgejo.enable = true;
  environment.persistence."/nix/persist" = {
    directories = [ "/srv" ];
    files = [ "/etc/machine-id" ];
  };
}
