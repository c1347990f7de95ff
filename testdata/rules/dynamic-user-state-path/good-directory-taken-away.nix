# The directory is taken away from the unit: systemd makes no link.
{ lib, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  services.ollama.enable = true;
  systemd.services.ollama.serviceConfig.StateDirectory = lib.mkForce "";
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" "/var/log" "/var/lib/ollama" ];
    files = [ "/etc/machine-id" ];
  };
}
