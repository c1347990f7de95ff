{ pkgs, ... }:
{
  fileSystems."/" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=@" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=@nix" ]; };
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.wipe = {
#                              ^^^^ warning[missing-initrd-tool]: `wipe.service` runs `grep`, which the initrd does not find
    wantedBy = [ "initrd.target" ];
    requires = [ "dev-disk-by\\x2dlabel-main.device" ];
    after = [ "dev-disk-by\\x2dlabel-main.device" "local-fs-pre.target" ];
    before = [ "sysroot.mount" ];
    unitConfig.DefaultDependencies = false;
    serviceConfig.Type = "oneshot";
    script = ''
      mount /dev/disk/by-label/main /mnt
      if grep -q persist=no /proc/cmdline; then btrfs subvolume delete --recursive /mnt/@; fi
    '';
  };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
