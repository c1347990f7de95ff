{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
  environment.persistence."/unused" = { };
}
