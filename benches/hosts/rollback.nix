# btrfs, whose root a unit of the initrd makes anew; the old one is put away.
{ lib, ... }:
{
  networking.hostName = "rollback";
  boot = {
    loader.systemd-boot.enable = true;
    initrd.systemd = {
      enable = true;
      services.rollback = {
        wantedBy = [ "initrd.target" ];
        after = [ "systemd-cryptsetup@main.service" ];
        before = [ "sysroot.mount" ];
        unitConfig.DefaultDependencies = "no";
        serviceConfig.Type = "oneshot";
        script = ''
          mkdir -p /btrfs
          mount -o subvol=/ /dev/mapper/main /btrfs
          btrfs subvolume delete /btrfs/root
          btrfs subvolume snapshot /btrfs/blank /btrfs/root
          umount /btrfs
        '';
      };
    };
    initrd.luks.devices.main.device = "/dev/nvme0n1p2";
    kernelParams = [ "quiet" ];
    tmp.useTmpfs = true;
  };
  fileSystems =
    lib.mapAttrs
      (_: subvolume: {
        device = "/dev/mapper/main";
        fsType = "btrfs";
        options = [
          "subvol=${subvolume}"
          "compress=zstd"
        ];
        neededForBoot = subvolume == "persist";
      })
      {
        "/" = "root";
        "/nix" = "nix";
        "/persist" = "persist";
        "/var/log" = "log";
      };
  services = {
    home-assistant = {
      enable = true;
      config = { };
    };
    mosquitto.enable = true;
    influxdb2.enable = true;
  };
  environment.persistence."/persist".directories = [
    "/var/lib/nixos"
    "/var/lib/hass"
    "/var/lib/systemd"
  ];
  system.stateVersion = "25.11";
}
