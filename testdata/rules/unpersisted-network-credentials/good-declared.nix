{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  networking.wireless = { enable = true; networks.home.pskRaw = "ext:home"; };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
