# Machines that began before 26.05 keep it at its old place.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  system.stateVersion = "25.11";
  services.seerr.enable = true;
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" { directory = "/var/lib/private/jellyseerr"; mode = "0700"; } ];
    files = [ "/etc/machine-id" ];
  };
  systemd.tmpfiles.settings.private."/persist/var/lib/private".d.mode = "0700";
}
