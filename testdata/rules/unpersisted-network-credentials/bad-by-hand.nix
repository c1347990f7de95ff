# An entry for the file keeps nothing, and one for its directory hides nixos.conf.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  networking.wireless = { enable = true; allowAuxiliaryImperativeNetworks = true; };
#                                  ^^^^ warning[unpersisted-network-credentials]: `networking.wireless` keeps state in `/etc/wpa_supplicant/imperative.conf`, which is not persisted
  environment.persistence."/persist" = { directories = [ "/var/lib/nixos" ]; files = [ "/etc/machine-id" ]; };
#                                                      ^^^^^^^^^^^^^^^^^^^^ note: `/persist` keeps 2 paths of the system, not this one
}
