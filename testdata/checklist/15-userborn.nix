# userborn keeps users and their numbers where it is told.
# otherwise: unpersisted-uid-map
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  users.users.ann = { isNormalUser = true; hashedPassword = "!"; };
  services.userborn = {
    enable = true; # here
    passwordFilesLocation = "/nix/persist/accounts";
  };
  users.mutableUsers = false;
  users.users.root.hashedPassword = "$y$j9T$x";
  environment.persistence."/nix/persist" = {
    directories = [ "/home/ann" ];
    files = [ "/etc/machine-id" ];
  };
}
