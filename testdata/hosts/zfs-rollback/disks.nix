{ config, lib, utils, ... }:
let
  pool = "rpool";
  zfs = lib.getExe config.boot.zfs.package;
in
{
  networking.hostId = "deadbeef";
  boot.supportedFilesystems = [ "zfs" ];
  fileSystems =
    lib.mapAttrs (_: dataset: {
      device = "${pool}/${dataset}";
      fsType = "zfs";
    }) {
      "/" = "local/root";
      "/nix" = "local/nix";
      "/home" = "safe/home";
    }
    // {
      "/persist" = {
        device = "${pool}/safe/persist";
        fsType = "zfs";
        neededForBoot = true;
      };
    };

  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.rollback = {
    wantedBy = [ "initrd.target" ];
    after = [ "zfs-import-${pool}.service" ];
    before = [ "sysroot.mount" ];
    unitConfig.DefaultDependencies = "no";
    serviceConfig = {
      Type = "oneshot";
      ExecStart = "${zfs} rollback -r ${pool}/local/root@blank";
    };
  };
}
