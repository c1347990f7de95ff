{
  fileSystems."/" = { device = "rpool/root"; fsType = "zfs"; };
  fileSystems."/nix" = { device = "rpool/nix"; fsType = "zfs"; };
  fileSystems."/persist" = { device = "rpool/persist"; fsType = "zfs"; neededForBoot = true; };
  boot.initrd.systemd.services.rollback = {
    wantedBy = [ "initrd.target" ];
    after = [ "zfs-import-rpool.service" ];
    before = [ "sysroot.mount" ];
    unitConfig.DefaultDependencies = false;
    serviceConfig.Type = "oneshot";
    script = "zfs rollback -r rpool/root@blank";
  };
  environment.persistence."/persist" = { files = [ "/etc/machine-id" ]; directories = [ "/var/log" "/var/lib/nixos" ]; };
}
