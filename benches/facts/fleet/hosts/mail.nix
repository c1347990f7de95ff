# A mail server; what it keeps is mounted by hand.
let
  bind = path: {
    device = "/persist${path}";
    fsType = "none";
    options = [
      "bind"
      "x-systemd.requires-mounts-for=/persist"
    ];
  };
  paths = [
    "/var/lib/postfix"
    "/var/lib/rspamd"
    "/var/vmail"
  ];
in
{
  services = {
    dovecot2.enable = true;
    fail2ban.enable = true;
    postfix.enable = true;
    rspamd.enable = true;
    roundcube = {
      enable = true;
      hostName = "mail.example.org";
    };
  };
  security.acme = {
    acceptTerms = true;
    defaults.email = "root@example.org";
  };
  fileSystems = builtins.listToAttrs (
    map (name: {
      inherit name;
      value = bind name;
    }) paths
  );
}
