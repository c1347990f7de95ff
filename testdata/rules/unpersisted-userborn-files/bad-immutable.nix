# An immutable /etc moves the files to /var/lib/nixos.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  services.userborn.enable = true;
#                            ^^^^ error[unpersisted-userborn-files]: userborn keeps users in `/var/lib/nixos`, which is not persisted
  system.etc.overlay = { enable = true; mutable = false; };
  users.mutableUsers = false;
  users.users.ann = { isNormalUser = true; hashedPasswordFile = "/persist/passwords/ann"; };
#             ^^^ warning[unpersisted-home]: nothing in the home of `ann` is kept
  preservation.enable = true;
  preservation.preserveAt."/persist".files = [ { file = "/etc/machine-id"; inInitrd = true; } ];
}
