# The key is given, not generated: the matter of `unpersisted-secret-file`, and it is persisted.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  networking.wg-quick.interfaces.home.privateKeyFile = "/etc/wireguard/home";
  environment.persistence."/nix/persist" = { files = [ "/etc/machine-id" ]; directories = [ { directory = "/etc/wireguard"; mode = "0700"; } ]; };
}
