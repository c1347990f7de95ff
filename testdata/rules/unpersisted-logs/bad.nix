{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  services.journald.storage = "persistent";
#                             ^^^^^^^^^^^^ warning[unpersisted-logs]: `/var/log/journal` is not persisted, so the journal ends with each boot
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
