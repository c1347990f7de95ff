{
  services.headscale.enable = true;
  environment.persistence."/persist".directories = [ "/var/lib/headscale" ];
}
