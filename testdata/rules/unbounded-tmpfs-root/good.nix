{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "mode=755" "size=25%" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
