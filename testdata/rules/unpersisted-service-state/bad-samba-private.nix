# The private directory is moved, but not to what is kept.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
#                         ^^^^^^^^^^ note: `/persist` keeps 1 path of the system, not this one
  services.samba = {
    enable = true;
#            ^^^^ warning[unpersisted-service-state]: `services.samba` keeps state in `/srv/samba`, which is not persisted
    settings.global."private dir" = "/srv/samba";
  };
}
