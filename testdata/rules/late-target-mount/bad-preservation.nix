{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  fileSystems."/home" = { device = "/dev/disk/by-label/home"; fsType = "ext4"; };
#             ^^^^^^^ warning[late-target-mount]: `/home` is mounted after the persistent paths below it, and hides them
  users.users.ann = { isNormalUser = true; uid = 1000; };
  preservation = {
    enable = true;
    preserveAt."/persist" = {
      directories = [ { directory = "/var/lib/nixos"; inInitrd = true; } ];
      files = [ { file = "/etc/machine-id"; inInitrd = true; how = "symlink"; configureParent = true; } ];
      users.ann.directories = [ "src" { directory = ".ssh"; mode = "0700"; inInitrd = true; } ];
#                                                   ^^^^^^ note: `/home/ann/.ssh` is set up before
    };
  };
}
