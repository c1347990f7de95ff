# ZFS, rolled back by the scripted initrd.
{ lib, ... }:
let
  dataset = name: {
    device = "tank/${name}";
    fsType = "zfs";
    neededForBoot = true;
  };
in
{
  networking = {
    hostName = "pool";
    hostId = "8425e349";
  };
  boot = {
    loader.systemd-boot.enable = true;
    supportedFilesystems.zfs = true;
    initrd = {
      systemd.enable = false;
      postDeviceCommands = lib.mkAfter ''
        zfs rollback -r tank/root@blank
      '';
    };
  };
  fileSystems = lib.genAttrs [ "/" "/nix" "/keep" ] (
    path: dataset (if path == "/" then "root" else lib.removePrefix "/" path)
  );
  services = {
    zfs.autoScrub.enable = true;
    nfs.server.enable = true;
    samba.enable = true;
    smartd.enable = true;
  };
  environment.persistence."/keep".directories = [
    "/var/lib/nixos"
    "/var/lib/nfs"
    "/var/lib/samba"
  ];
  system.stateVersion = "25.11";
}
