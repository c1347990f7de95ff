{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.etc."machine-id".source = "/persist/machine-id";
#                 ^^^^^^^^^^^^ warning[unwritable-machine-id]: `/etc/machine-id` is a link of `environment.etc` to `/persist/machine-id`
}
