# One dataset is rolled back, and not that of the root.
# otherwise: unpersisted-service-state
{
  fileSystems."/" = { device = "rpool/root"; fsType = "zfs"; };
  fileSystems."/nix" = { device = "rpool/nix"; fsType = "zfs"; };
  fileSystems."/var/cache/builds" = { device = "rpool/builds"; fsType = "zfs"; };
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.rollback = {
    wantedBy = [ "initrd.target" ];
    after = [ "zfs-import-rpool.service" ];
    before = [ "sysroot.mount" ];
    unitConfig.DefaultDependencies = false;
    serviceConfig.Type = "oneshot";
    script = "zfs rollback -r rpool/builds@empty"; # here
    #+ script = "zfs rollback -r rpool/root@empty";
  };
  services.forgejo.enable = true;
}
