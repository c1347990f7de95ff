{ config, lib, ... }:
{
  boot.initrd.systemd.enable = true;
  boot.initrd.postDeviceCommands = lib.mkIf (!config.boot.initrd.systemd.enable) ''
    zfs rollback -r rpool/root@blank
  '';
}
