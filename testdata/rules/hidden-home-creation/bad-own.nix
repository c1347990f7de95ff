{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
  users.users.ann = { isNormalUser = true; uid = 1000; };
#             ^^^ note: the home of this user
  boot.initrd.systemd.enable = true;
  environment.persistence."/persist".directories = [ "/home/ann" ];
#                                                    ^^^^^^^^^^^ warning[hidden-home-creation]: the home `/home/ann` is made before the entry is bound over it
}
