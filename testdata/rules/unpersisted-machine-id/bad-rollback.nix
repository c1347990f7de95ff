{
  fileSystems."/" = { device = "/dev/disk/by-label/pool"; fsType = "btrfs"; options = [ "subvol=root" ]; };
#             ^^^ warning[unpersisted-machine-id]: `/etc/machine-id` is not persisted, so the machine gets a new id at every boot
  fileSystems."/nix" = { device = "/dev/disk/by-label/pool"; fsType = "btrfs"; options = [ "subvol=nix" ]; };
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.wipe-root = {
#                              ^^^^^^^^^ note: a `btrfs subvolume delete` empties `/` at every boot
#                              ^^^^^^^^^ warning[unordered-wipe-unit]: filesystems are mounted while `wipe-root.service` still wipes them
    wantedBy = [ "initrd.target" ];
    after = [ "dev-disk-by\\x2dlabel-pool.device" ];
    before = [ "sysroot.mount" ];
    script = ''
      mkdir -p /mnt
      mount -t btrfs -o subvol=/ /dev/disk/by-label/pool /mnt
      btrfs subvolume list -o /mnt/root | cut -f9 -d' ' | while read subvolume; do
        btrfs subvolume delete "/mnt/$subvolume"
      done && btrfs subvolume delete /mnt/root
      btrfs subvolume snapshot /mnt/root-blank /mnt/root
      umount /mnt
    '';
  };
}
