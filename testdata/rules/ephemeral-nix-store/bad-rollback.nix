{
  fileSystems."/" = { device = "rpool/root"; fsType = "zfs"; };
#             ^^^ error[ephemeral-nix-store]: `/nix` is on `/`, which is wiped at every boot
  fileSystems."/nix/var" = { device = "rpool/var"; fsType = "zfs"; };
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.rollback = {
#                              ^^^^^^^^ note: a `zfs rollback` empties `/` at every boot
#                              ^^^^^^^^ warning[unordered-wipe-unit]: filesystems are mounted while `rollback.service` still wipes them
    wantedBy = [ "initrd.target" ];
    before = [ "sysroot.mount" ];
    script = "zfs rollback -r rpool/root@blank";
  };
}
