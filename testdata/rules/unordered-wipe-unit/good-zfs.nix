{
  fileSystems."/" = { device = "tank/root"; fsType = "zfs"; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.wipe = {
    wantedBy = [ "initrd.target" ];
    before = [ "sysroot.mount" ];
    unitConfig.DefaultDependencies = false;
    serviceConfig.Type = "oneshot";
    after = [ "zfs-import-tank.service" ];
    script = ''
      zfs rollback -r tank/root@blank
    '';
  };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
