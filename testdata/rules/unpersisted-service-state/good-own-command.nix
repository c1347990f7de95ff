# The command is told where to keep things; the directory that nixpkgs makes stays empty.
{ lib, pkgs, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" "/var/lib/media" ];
    files = [ "/etc/machine-id" ];
  };
  services.prowlarr.enable = true;
  systemd.services.prowlarr.serviceConfig = {
    DynamicUser = lib.mkForce false;
    ExecStart = lib.mkForce "${lib.getExe pkgs.prowlarr} -nobrowser -data=/var/lib/media/prowlarr";
  };
}
