# What is wiped is named as the root is, and is another device.
{
  fileSystems."/" = { device = "/dev/disk/by-label/root"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  fileSystems."/scratch" = { device = "/dev/disk/by-label/scratch"; fsType = "ext4"; };
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.wipe = {
    wantedBy = [ "initrd.target" ];
    requires = [ "dev-disk-by\\x2dlabel-scratch.device" ];
    after = [ "dev-disk-by\\x2dlabel-scratch.device" "local-fs-pre.target" ];
    before = [ "sysroot.mount" ];
    unitConfig.DefaultDependencies = false;
    serviceConfig.Type = "oneshot";
    script = "mkfs.ext4 -F /dev/disk/by-label/scratch";
  };
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
}
