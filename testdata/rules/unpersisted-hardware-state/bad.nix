{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  hardware.bluetooth.enable = true;
#                             ^^^^ warning[unpersisted-hardware-state]: `hardware.bluetooth` keeps state in `/var/lib/bluetooth`, which is not persisted
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
#                         ^^^^^^^^^^^^^^ note: `/nix/persist` keeps 1 path of the system, not this one
}
