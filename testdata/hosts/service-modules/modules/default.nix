{ lib, ... }:
{
  imports = [
    ./persistence.nix
    ./plex.nix
    ./sonarr.nix
  ];
  options.mine.persistentFolder = lib.mkOption {
    type = lib.types.str;
    default = "/persist";
    description = "Where things are kept.";
  };
  config.system.stateVersion = "25.05";
}
