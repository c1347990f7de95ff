{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  systemd.services.notes.serviceConfig = { DynamicUser = true; StateDirectory = "notes"; };
#                  ^^^^^ note: `notes.service` has a dynamic user
  environment.persistence."/persist" = {
    directories = [ "/var/lib/notes" ];
#                   ^^^^^^^^^^^^^^^^ error[dynamic-user-state-path]: `/var/lib/notes` has to be a link that systemd makes, but it is a mount point
    files = [ "/etc/machine-id" ];
  };
}
