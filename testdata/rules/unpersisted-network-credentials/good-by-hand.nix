# The directory is mounted before NixOS links files into it.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  networking.wireless = { enable = true; allowAuxiliaryImperativeNetworks = true; };
  fileSystems."/etc/wpa_supplicant" = { device = "/persist/etc/wpa_supplicant"; fsType = "none"; options = [ "bind" ]; neededForBoot = true; };
  environment.persistence."/persist" = { directories = [ "/var/lib/nixos" ]; files = [ "/etc/machine-id" ]; };
}
