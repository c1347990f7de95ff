{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
#                         ^^^^^^^^^^ note: `/persist` keeps 1 path of the system, not this one
  users.users.notes = { isSystemUser = true; uid = 400; group = "notes"; };
  users.groups.notes.gid = 400;
  systemd.services.notes.serviceConfig = {
    User = "notes";
    StateDirectory = [ "notes" "notes/attachments" ];
#                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[unpersisted-service-state]: `systemd.services.notes` keeps state in `/var/lib/notes`, which is not persisted
    StateDirectoryMode = "0700";
    CacheDirectory = "notes";
  };
}
