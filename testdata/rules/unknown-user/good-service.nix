# The user of the service, one that the configuration makes, and one of another service.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  services.postgresql.enable = true;
  services.forgejo.enable = true;
  services.grafana.enable = true;
  users.users.git = { isSystemUser = true; group = "git"; uid = 900; };
  users.groups.git.gid = 900;
  environment.persistence."/persist" = {
    directories = [
      { directory = "/var/lib/postgresql"; user = "postgres"; group = "postgres"; }
      { directory = "/var/lib/forgejo"; user = "git"; group = "git"; }
      { directory = "/var/lib/grafana"; user = "prometheus"; group = "prometheus"; }
    ];
    files = [ "/etc/machine-id" ];
  };
}
