# A root on ZFS, rolled back by a hook of the old initrd.
{ lib, ... }:
let
  dataset = name: {
    device = "tank/${name}";
    fsType = "zfs";
  };
in
{
  networking.hostId = "deadbeef";
  fileSystems = {
    "/" = dataset "root";
    "/nix" = dataset "nix";
    "/home" = dataset "home";
    "/persist" = dataset "persist" // {
      neededForBoot = true;
    };
  };
  boot.initrd = {
    systemd.enable = false;
    postDeviceCommands = lib.mkAfter "zfs rollback -r tank/root@blank";
  };
  services = {
    cron.enable = true;
    nfs.server.enable = true;
    samba.enable = true;
    sanoid.enable = true;
    zfs.autoScrub.enable = true;
    minecraft-server = {
      enable = true;
      eula = true;
    };
  };
  swapDevices = [
    {
      device = "/persist/swap";
      size = 1024;
    }
  ];
  systemd.mounts = [
    {
      what = "/persist/samba";
      where = "/var/lib/samba";
      type = "none";
      options = "bind";
      wantedBy = [ "samba.target" ];
    }
  ];
}
