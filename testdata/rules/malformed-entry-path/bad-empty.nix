{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = {
    files = [ "/etc/machine-id" ];
    directories = [ "/var/log" "" "/var/lib/nixos" ];
#                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ note: `/persist` keeps 3 paths of the system, not this one
#                              ^^ error[malformed-entry-path]: the path `` is empty
  };
  # It keeps nothing.
  services.jellyfin.enable = true;
#                            ^^^^ error[unpersisted-service-state]: `services.jellyfin` keeps state in `/var/lib/jellyfin`, which is not persisted
}
