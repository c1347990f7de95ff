{
  fileSystems."/" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=@" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=@nix" ]; };
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.wipe = {
#                              ^^^^ warning[unordered-wipe-unit]: `wipe.service` does not wait for the device it works on
    wantedBy = [ "initrd.target" ];
    before = [ "sysroot.mount" ];
    unitConfig.DefaultDependencies = false;
    serviceConfig.Type = "oneshot";
    after = [ "local-fs-pre.target" ];
    script = ''
      mount /dev/disk/by-label/main /mnt
      btrfs subvolume delete --recursive /mnt/@
      btrfs subvolume create /mnt/@
    '';
  };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
