{ config, lib, ... }:
let
  cfg = config.mine.persistence;
in
{
  options.mine.persistence.enable = lib.mkEnableOption "a root in memory";

  config = lib.mkIf cfg.enable {
    environment.persistence."${config.mine.persistentFolder}" = {
      directories = [
        "/var/lib/nixos"
        "/var/log"
      ];
      files = [ "/etc/machine-id" ];
    };
  };
}
