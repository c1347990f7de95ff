{
  networking.wireless.iwd.enable = true;
  environment.persistence."/persist".directories = [ { directory = "/var/lib/iwd"; } ];
}
