{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  services.restic.backups.all = { repository = "sftp:backup:/all"; paths = [ "/srv" ]; passwordFile = "/root/restic"; };
#                                                                                                     ^^^^^^^^^^^^^^ warning[unpersisted-secret-file]: `/root/restic` has a secret for `services.restic.backups.all.passwordFile`, and is not persisted
  environment.persistence."/nix/persist" = { files = [ "/etc/machine-id" ]; directories = [ "/srv" "/var/lib/systemd/timers" ]; };
}
