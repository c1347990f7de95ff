{
#@ 1:1-1:1 error[ignored-initrd-commands]: `boot.initrd.postDeviceCommands` has no effect in an initrd with systemd
  boot.initrd.systemd.enable = true;
#                              ^^^^ note: systemd is switched on in the initrd here
  boot.initrd.postDeviceCommands = ''
    zfs rollback -r rpool/root@blank
  '';
}
