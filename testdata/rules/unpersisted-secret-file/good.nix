{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  services.restic.backups.all = { repository = "sftp:backup:/all"; paths = [ "/srv" ]; passwordFile = "/nix/persist/root/restic"; };
  environment.persistence."/nix/persist" = { files = [ "/etc/machine-id" ]; directories = [ "/srv" "/var/lib/systemd/timers" ]; };
}
