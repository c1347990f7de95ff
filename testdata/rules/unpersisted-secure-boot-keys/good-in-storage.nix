{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/boot" = { device = "/dev/disk/by-label/ESP"; fsType = "vfat"; };
  boot.lanzaboote = { enable = true; pkiBundle = "/nix/persist/sbctl"; };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
