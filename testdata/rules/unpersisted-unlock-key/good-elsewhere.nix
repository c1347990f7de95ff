# In the store, in the project, on a filesystem of its own, or not used at all.
{ pkgs, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  boot.initrd.secrets = { "/a" = ./good.nix; "/b" = pkgs.writeText "b" "b"; "/c" = "/boot/c.key"; };
  boot.initrd.network.ssh.hostKeys = [ "/etc/secrets/initrd_ed25519" ];
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
