# Only homes are wiped, passwords are not.
{
  fileSystems."/" = { device = "/dev/disk/by-label/root"; fsType = "ext4"; };
  fileSystems."/home" = { device = "none"; fsType = "tmpfs"; options = [ "mode=755" ]; };
  users.users.ann = { isNormalUser = true; uid = 1000; extraGroups = [ "wheel" ]; };
}
