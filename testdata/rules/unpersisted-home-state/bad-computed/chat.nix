{ config, lib, storage, pkgs, ... }:
{
  options.my.chat = lib.mkOption { default = true; };
  config = lib.mkIf config.my.chat {
    home.packages = [ pkgs.signal-desktop ];
#                     ^^^^^^^^^^^^^^^^^^^ warning[unpersisted-home-state]: `pkgs.signal-desktop` keeps `/home/ann/.config/Signal` in a home that is wiped, and 1 more
    home.persistence."/${storage}" = lib.mkIf config.my.chat {
      directories = [ ".local/share/sounds" ];
    };
  };
}
