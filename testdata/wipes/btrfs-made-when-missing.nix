# Subvolumes that are made where they are missing, beside one that is wiped.
{
  fileSystems."/" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=root" ]; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=persist" ]; neededForBoot = true; };
  fileSystems."/swap" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=swap" ]; };
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.wipe = {
    wantedBy = [ "initrd.target" ];
    before = [ "sysroot.mount" ];
    script = ''
      mount -o subvol=/ /dev/disk/by-label/main /top
      for name in persist swap; do
        [ -e "/top/$name" ] || btrfs subvolume create "/top/$name"
      done
      mv /top/root "/top/old/$(date +%s)"
      find /top/old -mindepth 1 -maxdepth 1 -mtime +30 | while read -r old; do
        btrfs subvolume delete -R "$old"
      done
      btrfs subvolume create /top/root
      umount /top
    '';
  };
}
#= / yes: an `mv` in the initrd
#= /persist no: nothing wipes it
#= /swap no: nothing wipes it
