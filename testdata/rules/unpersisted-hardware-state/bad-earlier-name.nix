# What a desktop switches on, under the name that the option had until 25.05.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  services.xserver.desktopManager.gnome.enable = true;
#                                                ^^^^ warning[unpersisted-hardware-state]: `hardware.bluetooth` keeps state in `/var/lib/bluetooth`, which is not persisted
#                                                ^^^^ info[unpersisted-hardware-state]: `services.colord` keeps state in `/var/lib/colord`, which is not persisted
#                                                ^^^^ warning[unpersisted-hardware-state]: `services.hardware.bolt` keeps state in `/var/lib/boltd`, which is not persisted
#                                                ^^^^ warning[unpersisted-network-credentials]: `networking.networkmanager` keeps state in `/etc/NetworkManager/system-connections`, which is not persisted
#                                                ^^^^ info[unpersisted-service-state]: `services.gnome.gnome-remote-desktop` keeps state in `/var/lib/gnome-remote-desktop`, which is not persisted
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" ];
#                 ^^^^^^^^^^^^^^^^^^^^ note: `/nix/persist` keeps 2 paths of the system, not this one
    files = [ "/etc/machine-id" ];
  };
}
