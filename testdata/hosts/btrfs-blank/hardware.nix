{ lib, ... }:
let
  device = "/dev/disk/by-label/ember";
  subvolume = name: {
    inherit device;
    fsType = "btrfs";
    options = [ "subvol=@${name}" ];
  };
in
{
  fileSystems = {
    "/" = subvolume "root";
    "/nix" = subvolume "nix";
    "/persist" = subvolume "persist" // {
      neededForBoot = true;
    };
    "/boot/efi" = {
      device = "/dev/disk/by-label/EFI";
      fsType = "vfat";
    };
  };
  boot.tmp.useTmpfs = true;
  boot.initrd.systemd.enable = false;
  boot.initrd.postDeviceCommands = lib.mkAfter ''
    mkdir -p /mnt
    mount -t btrfs -o subvol=/ ${device} /mnt
    if [[ -e /mnt/@root-blank ]]; then
      btrfs subvolume list -o /mnt/@root | cut -f9 -d' ' | while read inner; do
        btrfs subvolume delete "/mnt/$inner"
      done
      btrfs subvolume delete /mnt/@root
      btrfs subvolume snapshot /mnt/@root-blank /mnt/@root
    fi
    umount /mnt
  '';
}
