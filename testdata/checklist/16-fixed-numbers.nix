# Every account has a number.
# otherwise: unpersisted-uid-map
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  users.users.ann = {
    isNormalUser = true;
    uid = 1000; # here
    hashedPassword = "!";
  };
  users.mutableUsers = false;
  users.users.root.hashedPassword = "$y$j9T$x";
  environment.persistence."/nix/persist" = {
    directories = [ "/srv" ];
    files = [ "/etc/machine-id" ];
    users.ann.directories = [ "src" ];
  };
}
