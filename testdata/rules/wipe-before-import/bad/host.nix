{ lib, ... }:
{
  fileSystems."/" = { device = "rpool/local/root"; fsType = "zfs"; };
  fileSystems."/nix" = { device = "rpool/local/nix"; fsType = "zfs"; };
  fileSystems."/persist" = { device = "rpool/safe/persist"; fsType = "zfs"; neededForBoot = true; };
  boot.initrd.postDeviceCommands = lib.mkAfter ''
#@ 6:48-8:5 error[wipe-before-import]: `boot.initrd.postDeviceCommands` works on `rpool/local/root` before the pool `rpool` is imported
    zfs rollback -r rpool/local/root@blank
  '';
  # It would be lost, but nothing is as long as this fails.
  services.forgejo.enable = true;
  environment.persistence."/persist" = { directories = [ "/var/lib/nixos" "/var/log" ]; files = [ "/etc/machine-id" ]; };
}
