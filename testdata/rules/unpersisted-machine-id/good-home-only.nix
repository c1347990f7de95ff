# Only /home is wiped.
{
  fileSystems."/" = { device = "/dev/disk/by-label/root"; fsType = "ext4"; };
  fileSystems."/home" = { device = "none"; fsType = "tmpfs"; options = [ "mode=755" ]; };
}
