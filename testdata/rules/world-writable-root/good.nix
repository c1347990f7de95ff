# Others are meant to write there, and NixOS sets the mode of the home.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=2G,mode=755" ]; };
  fileSystems."/tmp" = { device = "none"; fsType = "tmpfs"; options = [ "size=4G" "mode=1777" ]; };
  fileSystems."/home/ann" = { device = "none"; fsType = "tmpfs"; options = [ "size=4G" "mode=777" ]; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; hashedPassword = "$y$j9T$x"; extraGroups = [ "wheel" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  environment.persistence."/nix/persist" = { files = [ "/etc/machine-id" ]; users.ann.directories = [ "src" ]; };
}
