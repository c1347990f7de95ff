{
  boot.initrd.systemd.enable = false;
  boot.initrd.postDeviceCommands = ''
    zfs rollback -r rpool/root@blank
  '';
}
