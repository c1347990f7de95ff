{
  services.vaultwarden.enable = true;
  services.postgresql.enable = true;
  services.fail2ban.enable = true;

  environment.persistence."/persist".directories = [
    "/var/lib/vaultwarden"
    "/var/lib/postgresql"
  ];
}
