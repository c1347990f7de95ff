{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  networking.networkmanager.enable = true;
#                                    ^^^^ warning[unpersisted-network-credentials]: `networking.networkmanager` keeps state in `/etc/NetworkManager/system-connections`, which is not persisted
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
#                         ^^^^^^^^^^^^^^ note: `/nix/persist` keeps 1 path of the system, not this one
}
