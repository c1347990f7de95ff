# What NixOS does when nothing is said, in the release that is locked.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = { directories = [ "/var/lib/nixos" ]; files = [ "/etc/machine-id" ]; };
#                                                      ^^^^^^^^^^^^^^^^^^^^ warning[unpersisted-logs]: `/var/log/journal` is not persisted, so the journal ends with each boot
}
