{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=2G" ]; };
#             ^^^ warning[world-writable-root]: every user can write to `/`
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
