{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; };
#             ^^^^^^^^^^ error[missing-needed-for-boot]: `/persist` holds persistent state but is not marked `neededForBoot`
  preservation = {
    enable = true;
    preserveAt."/persist".files = [ { file = "/etc/machine-id"; inInitrd = true; } ];
#              ^^^^^^^^^^ note: used as persistent storage here
  };
}
