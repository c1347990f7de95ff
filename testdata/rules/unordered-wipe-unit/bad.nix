{
  fileSystems."/" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=@" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/main"; fsType = "btrfs"; options = [ "subvol=@nix" ]; };
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.wipe = {
#                              ^^^^ error[unordered-wipe-unit]: `wipe.service` is not ordered before the root is mounted
    wantedBy = [ "initrd.target" ];
    serviceConfig.Type = "oneshot";
    script = ''
      mount /dev/disk/by-label/main /mnt
      btrfs subvolume delete --recursive /mnt/@
      btrfs subvolume create /mnt/@
    '';
  };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
