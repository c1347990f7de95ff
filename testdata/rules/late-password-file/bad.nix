{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.mutableUsers = false;
  users.users.ann = { isNormalUser = true; uid = 1000; hashedPasswordFile = "/etc/passwords/ann"; };
#             ^^^ warning[unpersisted-home]: nothing in the homes of `ann`, `bob` and `eve` is kept
#                                                                           ^^^^^^^^^^^^^^^^^^^^ error[late-password-file]: the password of `ann` is in `/etc/passwords/ann`, which is not there when users are made
  users.users.bob = { isNormalUser = true; uid = 1001; hashedPasswordFile = "/root/bob"; };
#             ^^^ note: `/home/bob` is wiped as well
#                                                                           ^^^^^^^^^^^ error[late-password-file]: the password of `bob` is in `/root/bob`, which is not there when users are made
  users.users.eve = { isNormalUser = true; uid = 1002; initialHashedPassword = "x"; hashedPasswordFile = "/run/secrets/eve"; };
#             ^^^ note: `/home/eve` is wiped as well
#                                                                                                        ^^^^^^^^^^^^^^^^^^ warning[late-password-file]: the password of `eve` is in `/run/secrets/eve`, which is not there when users are made
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" "/etc/passwords" ];
#                                    ^^^^^^^^^^^^^^^^ note: set up here, too late
    files = [ "/etc/machine-id" ];
  };
}
