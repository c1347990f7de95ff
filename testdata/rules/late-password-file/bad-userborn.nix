# With userborn, agenix decrypts after users are made.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.mutableUsers = false;
  users.users.ann = { isNormalUser = true; uid = 1000; hashedPasswordFile = "/run/agenix/ann"; };
#             ^^^ warning[unpersisted-home]: nothing in the home of `ann` is kept
#                                                                           ^^^^^^^^^^^^^^^^^ error[late-password-file]: the password of `ann` is in `/run/agenix/ann`, which is not there when users are made
  services.userborn.enable = true;
  age.identityPaths = [ "/persist/key" ];
  age.secrets.ann.file = ./ann.age;
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
}
