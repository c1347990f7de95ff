{ lib, config, ... }:
let
  cfg = config.services.photos;
in
{
  options.services.photos = {
    enable = lib.mkOption {
      type = lib.types.bool;
      default = false;
    };
    directory = lib.mkOption {
      type = lib.types.str;
      default = "/photos";
    };
    database.enable = lib.mkOption {
      type = lib.types.bool;
      default = true;
    };
  };
  meta.who = [ "carl" ];
  config = lib.mkIf cfg.enable {
    services.database.enable = lib.mkIf cfg.database.enable true;
    units.always.state = "always";
    environment.systemPackages = [ (import ../packages.nix).viewer ];
  };
}
