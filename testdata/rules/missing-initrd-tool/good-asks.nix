# It looks whether the program is there, names another with its directory, and `find` is always there.
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
    script = ''
      mount /dev/disk/by-label/main /mnt
      btrfs subvolume delete --recursive /mnt/@
      btrfs subvolume create /mnt/@
      if command -v grep; then grep -q x /proc/cmdline; fi
      ${pkgs.gnused}/bin/sed -n p /proc/cmdline
      find /mnt/old -mtime +30 -delete
    '';
  };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
