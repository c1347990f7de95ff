# The device is named in another way than where it is mounted.
{
  fileSystems."/" = { device = "/dev/disk/by-label/root"; fsType = "ext4"; };
#             ^^^ warning[ephemeral-nix-store]: `/nix` is on `/`, which may be wiped at every boot
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.wipe = {
#                              ^^^^ note: an `mkfs` here works on nothing that is mounted by this name
    wantedBy = [ "initrd.target" ];
    requires = [ "dev-sda2.device" ];
    after = [ "dev-sda2.device" "local-fs-pre.target" ];
    before = [ "sysroot.mount" ];
    unitConfig.DefaultDependencies = false;
    serviceConfig.Type = "oneshot";
    script = "mkfs.ext4 -F /dev/sda2";
  };
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
}
