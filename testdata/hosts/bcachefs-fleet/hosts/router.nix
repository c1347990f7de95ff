{
  services.adguardhome.enable = true;
  services.dnsmasq.enable = true;

  environment.persistence."/persist".directories = [
    "/var/lib/AdGuardHome"
    "/var/lib/dnsmasq"
  ];
  # On a filesystem of its own, which is mounted over the file.
  environment.persistence."/persist".files = [ "/boot/keyfile" ];
}
