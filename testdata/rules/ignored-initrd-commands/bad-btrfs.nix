{ lib, ... }:
{
  boot.initrd = {
    systemd.enable = true;
#                    ^^^^ note: systemd is switched on in the initrd here
    # The root as it was installed.
    postDeviceCommands = lib.mkAfter ''
#@ 6:38-12:7 error[ignored-initrd-commands]: `boot.initrd.postDeviceCommands` has no effect in an initrd with systemd
      mkdir /mnt
      mount /dev/disk/by-label/main /mnt
      btrfs subvolume delete -R /mnt/@
      btrfs subvolume snapshot /mnt/@blank /mnt/@
      umount /mnt
    '';
  };
  fileSystems."/" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=@" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=@nix" ]; };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
