# A hook of the initrd runs a script in the store that sets the mode in the storage.
{ pkgs, ... }:
let
  modes = pkgs.writeShellScript "modes" "mkdir -p -m 0700 /mnt-root$1/var/lib/private";
in
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  boot.initrd.systemd.enable = false;
  boot.initrd.postMountCommands = "${modes} /nix/persist";
  systemd.services.notes.serviceConfig = { DynamicUser = true; StateDirectory = "notes"; };
  environment.persistence."/nix/persist" = {
    directories = [ { directory = "/var/lib/private/notes"; mode = "0700"; } ];
    files = [ "/etc/machine-id" ];
  };
}
