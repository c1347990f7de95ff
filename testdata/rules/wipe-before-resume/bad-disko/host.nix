# disko makes the swap file, and a partition beside it.
{
  disko.devices.disk.main = {
    device = "/dev/sda";
    content = {
      type = "gpt";
      partitions.swap.content = { type = "swap"; randomEncryption = true; };
      partitions.root.content = {
        type = "btrfs";
        subvolumes."@".mountpoint = "/";
        subvolumes."@nix".mountpoint = "/nix";
        subvolumes."@persist".mountpoint = "/persist";
        subvolumes."@swap" = { mountpoint = "/swap"; swap.file.size = "8G"; };
      };
    };
  };
  fileSystems."/persist".neededForBoot = true;
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.wipe = {
#                              ^^^^ info[wipe-before-resume]: `wipe.service` wipes before the machine is resumed from hibernation
    wantedBy = [ "initrd.target" ];
    requires = [ "dev-sda2.device" ];
    after = [ "dev-sda2.device" ];
    before = [ "sysroot.mount" ];
    unitConfig.DefaultDependencies = false;
    serviceConfig.Type = "oneshot";
    script = ''
      mkdir -p /mnt
      mount /dev/disk/by-partlabel/disk-main-root /mnt
      btrfs subvolume delete -R /mnt/@
      btrfs subvolume create /mnt/@
      umount /mnt
    '';
  };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" "/var/log" ];
    files = [ "/etc/machine-id" ];
  };
}
