{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; };
#             ^^^^^^^^^^ error[missing-needed-for-boot]: `/persist` holds persistent state but is not marked `neededForBoot`
  environment.persistence."/persist/system".files = [ "/etc/machine-id" ];
#                         ^^^^^^^^^^^^^^^^^ note: used as persistent storage here
}
