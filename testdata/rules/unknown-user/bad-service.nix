# The user of the service has another name.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  services.postgresql.enable = true;
#                              ^^^^ note: `services.postgresql` is switched on here
  environment.persistence."/persist" = {
    directories = [ { directory = "/var/lib/postgresql"; user = "postgresql"; group = "postgresql"; } ];
#                                                               ^^^^^^^^^^^^ warning[unknown-user]: `/var/lib/postgresql` is given to the user `postgresql`, but `services.postgresql` runs as `postgres`
    files = [ "/etc/machine-id" ];
  };
}
