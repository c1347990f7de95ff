{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
  users.users.ann = { isNormalUser = true; uid = 1000; };
  fileSystems."/home" = { device = "/dev/disk/by-label/home"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/home/ann/.state".users.ann.directories = [ "." ];
#                         ^^^^^^^^^^^^^^^^^^ note: used as persistent storage here
#                         ^^^^^^^^^^^^^^^^^^ note: the storage
#                                                                      ^^^ warning[missing-needed-for-boot]: `/home/ann` holds persistent state but is not marked `neededForBoot`
#                                                                      ^^^ error[recursive-bind]: `/home/ann` is persisted at `/home/ann/.state`, which lies in it
  environment.persistence."/nix/persist".directories = [ "/nix" ];
#                         ^^^^^^^^^^^^^^ note: the storage
#                                                        ^^^^^^ error[recursive-bind]: `/nix` is persisted at `/nix/persist`, which lies in it
}
