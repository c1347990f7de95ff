# What all of these machines have in common, and what is right.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/boot" = { device = "/dev/disk/by-label/ESP"; fsType = "vfat"; };
  boot.loader.systemd-boot.enable = true;
  boot.initrd.systemd.enable = true;
  users.mutableUsers = false;
  users.users.ann = { isNormalUser = true; uid = 1000; extraGroups = [ "wheel" ]; hashedPassword = "$y$j9T$x"; };
  system.stateVersion = "26.05";
}
