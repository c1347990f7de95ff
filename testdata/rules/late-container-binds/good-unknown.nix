# It may be a container, or not: then nothing is said of either.
{ inputs, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  boot.isContainer = inputs.site.isContainer;
  environment.persistence."/persist".directories = [ "/var/lib/nixos" ];
}
