{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  systemd.services.notes.serviceConfig = { DynamicUser = true; StateDirectory = "notes"; };
  preservation.enable = true;
  preservation.preserveAt."/nix/persist" = {
    directories = [ { directory = "/var/lib/private/notes"; mode = "0700"; } ];
    files = [ { file = "/etc/machine-id"; inInitrd = true; } ];
  };
}
