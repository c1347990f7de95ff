# The key is a secret of the configuration, and put there at every boot.
{ config, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  services.syncoid = { enable = true; sshKey = config.age.secrets.copies.path; };
  age.identityPaths = [ "/nix/persist/key" ];
  age.secrets.copies = { file = ./copies.age; path = "/var/lib/syncoid/.ssh/id_ed25519"; };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
