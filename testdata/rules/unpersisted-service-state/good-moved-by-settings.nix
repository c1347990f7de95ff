# Settings of the program say where its data is: in another directory, or in a database.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  fileSystems."/data" = { device = "/dev/disk/by-label/data"; fsType = "ext4"; };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" { directory = "/var/lib/postgresql"; user = "postgres"; group = "postgres"; mode = "0750"; } ];
    files = [ "/etc/machine-id" ];
  };
  services.radicale = { enable = true; settings.storage.filesystem_folder = "/data/radicale"; };
  services.seerr = { enable = true; configDir = "/data/seerr"; };
  services.postgresql.enable = true;
  services.grafana = {
    enable = true;
    settings.database = { type = "postgres"; host = "/run/postgresql"; };
  };
}
