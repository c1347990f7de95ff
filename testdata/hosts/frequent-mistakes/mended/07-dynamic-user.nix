{
  imports = [ ../storage.nix ];
  services.uptime-kuma.enable = true;
  environment.persistence."/persist".directories = [ { directory = "/var/lib/private"; mode = "0700"; } ];
}
