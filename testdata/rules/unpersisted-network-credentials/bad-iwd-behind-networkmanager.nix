{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  networking.wireless.iwd.enable = true;
#                                  ^^^^ info[unpersisted-network-credentials]: `networking.wireless.iwd` keeps state in `/var/lib/iwd`, which is not persisted
  networking.networkmanager = { enable = true; wifi.backend = "iwd"; };
#                                        ^^^^ warning[unpersisted-network-credentials]: `networking.networkmanager` keeps state in `/etc/NetworkManager/system-connections`, which is not persisted
  environment.persistence."/nix/persist" = {
    directories = [ "/var/log" ];
#                 ^^^^^^^^^^^^^^ note: `/nix/persist` keeps 2 paths of the system, not this one
    files = [ "/etc/machine-id" ];
  };
}
