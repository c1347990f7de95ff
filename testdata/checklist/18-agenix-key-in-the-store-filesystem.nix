# The key is on the filesystem of the Nix store.
# otherwise: late-decryption-key
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  age = {
    secrets.a.file = ./18-agenix-key-in-the-store-filesystem.nix;
    identityPaths = [ "/nix/state/key" ]; # here
    #+ identityPaths = [ "/var/lib/keys/key" ];
  };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" "/var/lib/keys" ];
    files = [ "/etc/machine-id" ];
  };
}
