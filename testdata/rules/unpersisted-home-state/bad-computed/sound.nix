{ config, lib, storage, ... }:
{
  options.my.persistence = lib.mkOption { default = true; };
  config = {
    services.easyeffects.enable = true;
#                                 ^^^^ note: `services.easyeffects` keeps `/home/ann/.config/easyeffects`
    home.persistence."/${storage}" = lib.mkIf config.my.persistence {
      directories = [ "Music" ];
    };
  };
}
