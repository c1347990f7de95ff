{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  preservation = {
    enable = true;
    preserveAt."/persist" = {
      directories = [ "/var/lib/app/" ];
#                     ^^^^^^^^^^^^^^^ info[malformed-entry-path]: the path `/var/lib/app/` is not in its plain form
      files = [ { file = "/etc/machine-id"; inInitrd = true; } ];
    };
  };
}
