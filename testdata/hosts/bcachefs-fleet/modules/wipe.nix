{ pkgs, ... }:
let
  at = subvolume: {
    device = "UUID=4ee4bd5a-ac4b-4bea-b4a5-1a8d4e1a2d1b";
    fsType = "bcachefs";
    options = [ "X-mount.subdir=${subvolume}" ];
  };
in
{
  fileSystems."/" = at "@root";
  fileSystems."/nix" = at "@nix";
  fileSystems."/persist" = at "@persist" // {
    neededForBoot = true;
  };
  fileSystems."/.snapshots" = at "@snapshots";
  fileSystems."/boot" = {
    device = "/dev/disk/by-label/ESP";
    fsType = "vfat";
  };

  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.reset-root = {
    requiredBy = [ "initrd-root-fs.target" ];
    before = [ "sysroot.mount" ];
    unitConfig.DefaultDependencies = false;
    serviceConfig.Type = "oneshot";
    path = [ pkgs.bcachefs-tools pkgs.util-linux pkgs.coreutils ];
    script = ''
      mkdir -p /pool
      mount -t bcachefs UUID=4ee4bd5a-ac4b-4bea-b4a5-1a8d4e1a2d1b /pool
      if [ -e /pool/@root ]; then
        bcachefs subvolume snapshot /pool/@root "/pool/@snapshots/$(date +%s)"
        bcachefs subvolume delete /pool/@root
      fi
      bcachefs subvolume create /pool/@root
      umount /pool
    '';
  };
}
