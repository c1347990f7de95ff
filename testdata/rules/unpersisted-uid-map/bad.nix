{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = { directories = [ "/srv" ]; files = [ "/etc/machine-id" ]; };
#                                                      ^^^^^^^^^^ warning[unpersisted-uid-map]: `/var/lib/nixos` is not persisted, so users and groups get new numbers
  users.users = { ann.isNormalUser = true; bob.isNormalUser = true; };
}
