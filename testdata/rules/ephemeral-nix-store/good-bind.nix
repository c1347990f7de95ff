{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/data" = { device = "/dev/disk/by-label/data"; fsType = "ext4"; neededForBoot = true; };
  fileSystems."/nix" = { device = "/data/nix"; fsType = "none"; options = [ "bind" ]; neededForBoot = true; };
  environment.persistence."/data/persist".files = [ "/etc/machine-id" ];
}
