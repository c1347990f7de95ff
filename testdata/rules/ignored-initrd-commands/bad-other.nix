{
  boot.initrd.systemd.enable = true;
#                              ^^^^ note: systemd is switched on in the initrd here
  boot.initrd.postMountCommands = "touch /mnt-root/booted";
#                                 ^^^^^^^^^^^^^^^^^^^^^^^^ error[ignored-initrd-commands]: `boot.initrd.postMountCommands` has no effect in an initrd with systemd
}
