# The hook imports the pool itself.
{
  fileSystems."/" = { device = "rpool/local/root"; fsType = "zfs"; };
  fileSystems."/nix" = { device = "rpool/local/nix"; fsType = "zfs"; };
  fileSystems."/persist" = { device = "rpool/safe/persist"; fsType = "zfs"; neededForBoot = true; };
  boot.initrd.postDeviceCommands = ''
    zpool import -N rpool
    zfs rollback -r rpool/local/root@blank
  '';
  environment.persistence."/persist" = { directories = [ "/var/lib/nixos" "/var/log" ]; files = [ "/etc/machine-id" ]; };
}
