# Disks of disko, and networks of networkd.
{ inputs, ... }:
{
  imports = [ inputs.disko.nixosModules.disko ];
  disko.devices = {
    nodev."/" = {
      fsType = "tmpfs";
      mountOptions = [ "size=1G" ];
    };
    disk.main = {
      device = "/dev/vda";
      type = "disk";
      content = {
        type = "gpt";
        partitions = {
          ESP = {
            size = "500M";
            type = "EF00";
            content = {
              type = "filesystem";
              format = "vfat";
              mountpoint = "/boot";
            };
          };
          rest = {
            size = "100%";
            content = {
              type = "btrfs";
              subvolumes = {
                "/nix".mountpoint = "/nix";
                "/persist" = {
                  mountpoint = "/persist";
                  mountOptions = [ "compress=zstd" ];
                };
              };
            };
          };
        };
      };
    };
  };
  networking = {
    useNetworkd = true;
    nftables.enable = true;
  };
  services = {
    chrony.enable = true;
    kea.dhcp4.enable = true;
    unbound.enable = true;
    hostapd.enable = true;
  };
}
