{
  disko.devices = {
    nodev."/" = {
      fsType = "tmpfs";
      mountOptions = [
        "size=2G"
        "mode=755"
      ];
    };
    disk.main = {
      device = "/dev/nvme0n1";
      type = "disk";
      content = {
        type = "gpt";
        partitions.boot = {
          type = "EF00";
          size = "512M";
          content = {
            type = "filesystem";
            format = "vfat";
            mountpoint = "/boot";
          };
        };
        partitions.main = {
          size = "100%";
          content = {
            type = "btrfs";
            subvolumes = {
              "/nix".mountpoint = "/nix";
              "/persist".mountpoint = "/persist";
            };
          };
        };
      };
    };
  };
  fileSystems."/persist".neededForBoot = true;
}
