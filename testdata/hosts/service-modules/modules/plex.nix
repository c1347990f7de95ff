{ config, lib, ... }:
let
  cfg = config.mine.plex;
  folder = "/var/lib/plex";
in
{
  options.mine.plex.enable = lib.mkEnableOption "Plex";

  config = lib.mkIf cfg.enable {
    services.plex = {
      enable = true;
      dataDir = folder;
    };
    environment.persistence."${config.mine.persistentFolder}" = lib.mkIf config.mine.persistence.enable {
      directories = [
        {
          directory = folder;
          user = "plex";
          group = "plex";
          mode = "750";
        }
      ];
    };
  };
}
