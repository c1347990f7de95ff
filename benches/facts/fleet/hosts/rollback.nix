# A root on btrfs that a unit of the initrd makes anew.
{ lib, pkgs, ... }:
let
  subvolume = name: {
    device = "/dev/disk/by-label/os";
    fsType = "btrfs";
    options = [
      "subvol=${name}"
      "compress=zstd"
    ];
  };
in
{
  fileSystems = {
    "/" = subvolume "root";
    "/nix" = subvolume "nix";
    "/persist" = lib.mkForce (subvolume "persist" // { neededForBoot = true; });
    "/var/log" = subvolume "log" // {
      neededForBoot = true;
    };
  };
  boot.initrd.systemd = {
    enable = true;
    services.rollback = {
      wantedBy = [ "initrd.target" ];
      before = [ "sysroot.mount" ];
      after = [ "dev-disk-by\\x2dlabel-os.device" ];
      unitConfig.DefaultDependencies = "no";
      serviceConfig.Type = "oneshot";
      script = ''
        mkdir -p /mnt
        mount -o subvol=/ /dev/disk/by-label/os /mnt
        btrfs subvolume delete /mnt/root
        btrfs subvolume snapshot /mnt/blank /mnt/root
        umount /mnt
      '';
    };
  };
  services = {
    mysql = {
      enable = true;
      package = pkgs.mariadb;
      dataDir = "/persist/mysql";
    };
    nextcloud = {
      enable = true;
      hostName = "cloud.example.org";
      config = {
        adminpassFile = "/persist/password";
        dbtype = "sqlite";
      };
    };
  };
}
