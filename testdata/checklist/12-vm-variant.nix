# Only the virtual machine that is made of the host has a root in memory.
# otherwise: unpersisted-service-state
{
  fileSystems."/" = { device = "/dev/disk/by-label/root"; fsType = "ext4"; }; # here
  #+ fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  virtualisation.vmVariant.fileSystems."/" = { device = "none"; fsType = "tmpfs"; };
  services.forgejo.enable = true;
}
