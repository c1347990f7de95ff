{
  fileSystems."/" = { device = "tank/root"; fsType = "zfs"; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.wipe = {
#                              ^^^^ warning[unordered-wipe-unit]: `wipe.service` waits for the pool `rpool`, and rolls back one of `tank`
    wantedBy = [ "initrd.target" ];
    before = [ "sysroot.mount" ];
    unitConfig.DefaultDependencies = false;
    serviceConfig.Type = "oneshot";
    after = [ "zfs-import-rpool.service" ];
    script = ''
      zfs rollback -r tank/root@blank
    '';
  };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
