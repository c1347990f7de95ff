# A script of the activation makes the link.
# otherwise: unpersisted-machine-id
{ lib, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  system.activationScripts.machineId = lib.stringAfter [ "etc" ] '' # here
    mkdir -p /nix/persist/etc # here
    ln -sfn /nix/persist/etc/machine-id /etc/machine-id # here
  ''; # here
  environment.persistence."/nix/persist".directories = [ "/var/lib/nixos" ];
}
