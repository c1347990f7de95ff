# A unit whose program is a script in the store.
{ pkgs, ... }:
let
  rollback = pkgs.writeShellScriptBin "rollback" ''
    zfs rollback -r rpool/root@blank
  '';
in
{
  fileSystems."/" = { device = "rpool/root"; fsType = "zfs"; };
  fileSystems."/nix" = { device = "rpool/nix"; fsType = "zfs"; };
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.rollback = {
    wantedBy = [ "initrd.target" ];
    before = [ "sysroot.mount" ];
    after = [ "zfs-import-rpool.service" ];
    serviceConfig.Type = "oneshot";
    serviceConfig.ExecStart = "${rollback}/bin/rollback";
  };
}
#= / yes: a `zfs rollback`
#= /nix no: nothing wipes it
