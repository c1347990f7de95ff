# Root in memory, what lasts on subvolumes of one volume.
let
  subvolume = name: {
    device = "/dev/mapper/pool-main";
    fsType = "btrfs";
    options = [
      "subvol=${name}"
      "noatime"
    ];
  };
in
{
  fileSystems."/" = {
    device = "none";
    fsType = "tmpfs";
    options = [
      "defaults"
      "size=25%"
      "mode=755"
    ];
  };
  fileSystems."/nix" = subvolume "nix";
  fileSystems."/persistent" = subvolume "persistent" // {
    neededForBoot = true;
  };
  fileSystems."/boot" = {
    device = "/dev/disk/by-label/BOOT";
    fsType = "vfat";
  };
}
