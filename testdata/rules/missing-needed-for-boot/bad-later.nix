{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  fileSystems."/media/big" = { device = "/dev/disk/by-label/big"; fsType = "ext4"; };
#             ^^^^^^^^^^^^ warning[missing-needed-for-boot]: `/media/big` holds persistent state but is not marked `neededForBoot`
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
  environment.persistence."/media/big/state".directories = [ "/var/lib/images" ];
#                         ^^^^^^^^^^^^^^^^^^ note: used as persistent storage here
}
