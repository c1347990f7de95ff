{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  preservation.enable = true;
  preservation.preserveAt."/persist" = {
    directories = [ "/var/lib/nixos" ];
#                   ^^^^^^^^^^^^^^^^ error[late-uid-map]: `/var/lib/nixos` is persisted, but set up only after users are made
    files = [ { file = "/etc/machine-id"; inInitrd = true; } ];
  };
}
