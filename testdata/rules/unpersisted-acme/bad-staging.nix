{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  security.acme = {
    acceptTerms = true;
    certs."example.org".server = "https://acme-staging-v02.api.letsencrypt.org/directory";
#         ^^^^^^^^^^^^^ info[unpersisted-acme]: `/var/lib/acme` is not persisted, so certificates are asked for at every boot
  };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/log" ];
    files = [ "/etc/machine-id" ];
  };
}
