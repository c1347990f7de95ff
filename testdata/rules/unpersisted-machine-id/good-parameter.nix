# The value of the parameter is not known, but it is the one that makes the id.
{ pkgs, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  boot.kernelParams = [ "systemd.machine_id=${pkgs.ids.machine}" ];
  environment.persistence."/persist" = {
    directories = [ "/var/log" ];
  };
}
