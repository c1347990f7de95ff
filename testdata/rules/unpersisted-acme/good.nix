{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  security.acme = { acceptTerms = true; certs."example.org".email = "a@example.org"; };
  environment.persistence."/nix/persist" = {
    directories = [ { directory = "/var/lib/acme"; user = "acme"; group = "acme"; } ];
    files = [ "/etc/machine-id" ];
  };
}
