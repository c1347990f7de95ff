{ lib, ... }:
{
  imports = [ ../storage.nix ];
  fileSystems."/" = lib.mkForce { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=root" ]; };
  boot.initrd.systemd.services.wipe = {
    wantedBy = [ "initrd.target" ];
    requires = [ "dev-disk-by\\x2dlabel-main.device" ];
    after = [ "dev-disk-by\\x2dlabel-main.device" "local-fs-pre.target" ];
    before = [ "sysroot.mount" ];
    unitConfig.DefaultDependencies = false;
    serviceConfig.Type = "oneshot";
    script = ''
      mkdir -p /top
      mount /dev/disk/by-label/main /top
      btrfs subvolume delete --recursive /top/root
      btrfs subvolume snapshot /top/blank /top/root
      umount /top
    '';
  };
}
