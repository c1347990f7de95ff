{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  networking.wireless.iwd.enable = true;
#                                  ^^^^ warning[unpersisted-network-credentials]: `networking.wireless.iwd` keeps state in `/var/lib/iwd`, which is not persisted
  environment.persistence."/nix/persist" = {
    directories = [ "/var/log" ];
#                 ^^^^^^^^^^^^^^ note: `/nix/persist` keeps 2 paths of the system, not this one
    files = [ "/etc/machine-id" ];
  };
}
