{ lib, ... }:
{
  fileSystems."/" = { device = "rpool/local/root"; fsType = "zfs"; };
  fileSystems."/nix" = { device = "rpool/local/nix"; fsType = "zfs"; };
  fileSystems."/persist" = { device = "rpool/safe/persist"; fsType = "zfs"; neededForBoot = true; };
  # Until 24.05 pools were imported in this very hook.
  boot.initrd.postDeviceCommands = lib.mkAfter ''
    zfs rollback -r rpool/local/root@blank
  '';
  environment.persistence."/persist" = { directories = [ "/var/lib/nixos" "/var/log" ]; files = [ "/etc/machine-id" ]; };
}
