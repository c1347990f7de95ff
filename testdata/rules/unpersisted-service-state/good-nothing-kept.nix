# Of the old name of the program, only an empty directory is left. The database of automx2 is in memory.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  services.matomo.enable = true;
  services.automx2.enable = true;
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" { directory = "/var/lib/matomo"; user = "matomo"; group = "matomo"; mode = "0700"; } ];
    files = [ "/etc/machine-id" ];
  };
}
