{ pkgs, ... }:
{
  fileSystems."/" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=@" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=@nix" ]; };
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.wipe = {
    wantedBy = [ "initrd.target" ];
    requires = [ "dev-disk-by\\x2dlabel-main.device" ];
    after = [ "dev-disk-by\\x2dlabel-main.device" "local-fs-pre.target" ];
    before = [ "sysroot.mount" ];
    unitConfig.DefaultDependencies = false;
    serviceConfig.Type = "oneshot";
    path = [ pkgs.findutils pkgs.coreutils pkgs.util-linux pkgs.btrfs-progs ];
    script = ''
      mkdir -p /mnt
      mount /dev/disk/by-label/main /mnt
      btrfs subvolume delete --recursive /mnt/@
      btrfs subvolume create /mnt/@
      find /mnt/old -mtime +30 -delete
    '';
  };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
