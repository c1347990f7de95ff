{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  security.acme = { acceptTerms = true; certs."example.org".email = "a@example.org"; };
#                                             ^^^^^^^^^^^^^ error[unpersisted-acme]: `/var/lib/acme` is not persisted, so certificates are asked for at every boot
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
