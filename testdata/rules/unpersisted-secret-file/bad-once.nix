# What is said for all certificates is told once.
{ config, ... }:
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  security.acme = {
    acceptTerms = true;
    defaults = { email = "ann@example.org"; dnsProvider = "desec"; environmentFile = "/root/acme.env"; };
#                                                                                    ^^^^^^^^^^^^^^^^ warning[unpersisted-secret-file]: `/root/acme.env` has a secret for `security.acme.defaults.environmentFile`, and is not persisted
    certs."example.org".environmentFile = config.security.acme.defaults.environmentFile;
    certs."example.com".environmentFile = config.security.acme.defaults.environmentFile;
  };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/log" "/var/lib/nixos" "/var/lib/acme" ];
    files = [ "/etc/machine-id" ];
  };
}
