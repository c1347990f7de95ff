{
  fileSystems."/" = { device = "rpool/root"; fsType = "zfs"; };
  fileSystems."/nix" = { device = "rpool/nix"; fsType = "zfs"; };
  fileSystems."/persist" = { device = "rpool/persist"; fsType = "zfs"; neededForBoot = true; };
  boot.initrd.systemd.enable = false;
#                              ^^^^^ warning[scripted-initrd]: `boot.initrd.postDeviceCommands` wipes in the scripted initrd, which NixOS removes
  boot.initrd.postDeviceCommands = "zfs rollback -r rpool/root@blank";
#                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ note: a `zfs rollback` is run by this hook
#                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[wipe-before-import]: `boot.initrd.postDeviceCommands` works on `rpool/root` before the pool `rpool` is imported
  environment.persistence."/persist" = { files = [ "/etc/machine-id" ]; directories = [ "/var/log" "/var/lib/nixos" ]; };
}
