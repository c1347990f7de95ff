# The root and the homes are on a server.
# otherwise: unpersisted-service-state
{
  fileSystems."/" = { device = "server:/root"; fsType = "nfs"; }; # here
  #+ fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/home" = { device = "server:/home"; fsType = "nfs"; };
  services.forgejo.enable = true;
}
