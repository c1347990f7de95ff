# A hook of the initrd sets the mode in the storage, before anything copies it.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  boot.initrd.systemd.services.modes = {
    wantedBy = [ "initrd.target" ];
    script = "mkdir -p -m 0700 /sysroot/nix/persist/var/lib/private";
  };
  systemd.services.notes.serviceConfig = { DynamicUser = true; StateDirectory = "notes"; };
  environment.persistence."/nix/persist" = {
    directories = [ { directory = "/var/lib/private/notes"; mode = "0700"; } ];
    files = [ "/etc/machine-id" ];
  };
}
