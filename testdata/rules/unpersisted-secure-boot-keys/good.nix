{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/boot" = { device = "/dev/disk/by-label/ESP"; fsType = "vfat"; };
  boot.lanzaboote = { enable = true; pkiBundle = "/var/lib/sbctl"; };
  environment.persistence."/nix/persist" = {
    directories = [ { directory = "/var/lib/sbctl"; mode = "0700"; } ];
    files = [ "/etc/machine-id" ];
  };
}
