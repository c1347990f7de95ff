# Only a dataset that is not the root is rolled back.
{
  fileSystems."/" = { device = "rpool/root"; fsType = "zfs"; };
  fileSystems."/var/lib/usenet" = { device = "rpool/usenet"; fsType = "zfs"; };
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.rollback = {
    wantedBy = [ "initrd.target" ];
    before = [ "sysroot.mount" ];
    script = "zfs rollback rpool/usenet@empty";
  };
}
