{
  imports = [ ../storage.nix ];
  services.uptime-kuma.enable = true;
  environment.persistence."/persist".directories = [ "/var/lib/uptime-kuma" ];
}
