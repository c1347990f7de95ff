{
  services.paperless.enable = true;
  environment.persistence."/kept".directories = [ "/var/lib/paperless" ];
}
