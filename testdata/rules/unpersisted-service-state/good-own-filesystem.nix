{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/var/lib/forgejo" = { device = "/dev/disk/by-label/git"; fsType = "xfs"; };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
  services.forgejo.enable = true;
}
