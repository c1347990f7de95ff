# The mount point is cleared away when nothing is mounted there any more.
{
  fileSystems."/" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=root" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=nix" ]; };
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.wipe = {
    wantedBy = [ "initrd.target" ];
    before = [ "sysroot.mount" ];
    script = ''
      top=$(mktemp -d)
      mount -o subvol=/ /dev/disk/by-label/main "$top"
      if [ ! -e "$top/blank" ]; then
        umount "$top"
        exit 1
      fi
      btrfs subvolume delete -R "$top/root"
      btrfs subvolume snapshot "$top/blank" "$top/root"
      umount "$top"
      rm -rf "$top"
    '';
  };
}
#= / yes: a `btrfs subvolume delete`
#= /nix no: nothing wipes it
