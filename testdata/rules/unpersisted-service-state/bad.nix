{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
#                         ^^^^^^^^^^ note: `/persist` keeps 1 path of the system, not this one
  services.forgejo.enable = true;
#                           ^^^^ error[unpersisted-service-state]: `services.forgejo` keeps state in `/var/lib/forgejo`, which is not persisted
}
