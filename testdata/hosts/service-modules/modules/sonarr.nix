# Its author forgot what ./plex.nix remembers.
{ config, lib, ... }:
{
  options.mine.sonarr.enable = lib.mkEnableOption "Sonarr";

  config = lib.mkIf config.mine.sonarr.enable {
    services.sonarr.enable = true;
  };
}
