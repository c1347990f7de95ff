{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  services.fprintd.enable = true;
#                           ^^^^ warning[unpersisted-hardware-state]: `services.fprintd` keeps state in `/var/lib/fprint`, which is not persisted
  services.fwupd.enable = true;
#                         ^^^^ info[unpersisted-hardware-state]: `services.fwupd` keeps state in `/var/lib/fwupd`, which is not persisted
  services.usbguard = { enable = true; rules = null; };
#                                ^^^^ error[unpersisted-hardware-state]: `services.usbguard` keeps state in `/var/lib/usbguard`, which is not persisted
  environment.persistence."/nix/persist" = {
    directories = [ "/var/log" ];
#                 ^^^^^^^^^^^^^^ note: `/nix/persist` keeps 2 paths of the system, not this one
    files = [ "/etc/machine-id" ];
  };
}
