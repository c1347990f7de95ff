{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  system.etc.overlay = { enable = true; mutable = false; };
  services.userborn.enable = true;
  services.userborn.passwordFilesLocation = "/persist/etc";
  environment.etc."app.key" = { text = ""; mode = "0444"; };
  environment.persistence."/persist".files = [ "/etc/machine-id" "/etc/app.key" ];
}
