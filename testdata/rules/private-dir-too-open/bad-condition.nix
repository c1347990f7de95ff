# Which initrd it is hangs on the release; neither hook nor unit sets a mode.
{ config, lib, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  boot.initrd.postDeviceCommands = lib.mkIf (!config.boot.initrd.systemd.enable) "mkdir -p /seen";
  boot.initrd.systemd.services.see = lib.mkIf config.boot.initrd.systemd.enable { script = "mkdir -p /seen"; };
  systemd.services.notes.serviceConfig = { DynamicUser = true; StateDirectory = "notes"; };
  environment.persistence."/nix/persist" = {
    directories = [ { directory = "/var/lib/private/notes"; mode = "0700"; } ];
#                                 ^^^^^^^^^^^^^^^^^^^^^^^^ warning[private-dir-too-open]: `/nix/persist/var/lib/private` is made with mode 0755, and `/var/lib/private` gets that mode
    files = [ "/etc/machine-id" ];
  };
}
