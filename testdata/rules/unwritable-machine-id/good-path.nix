# A path of Nix: the file is in the project, and copied to the store.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.etc."machine-id".source = ./machine-id;
  environment.persistence."/persist".directories = [ "/var/lib/nixos" ];
}
