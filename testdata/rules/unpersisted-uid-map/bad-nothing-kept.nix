# What is not kept belongs to nobody later.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
#                         ^^^^^^^^^^ info[unpersisted-uid-map]: `/var/lib/nixos` is not persisted, so users and groups get new numbers
  users.users = { ann.isNormalUser = true; bob.isNormalUser = true; };
}
