{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  system.nixos-init.enable = true;
  services.userborn.enable = true;
  services.userborn.passwordFilesLocation = "/persist/etc";
  preservation.enable = true;
  preservation.preserveAt."/persist".files = [ { file = "/etc/machine-id"; inInitrd = true; } ];
}
