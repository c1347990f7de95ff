# What a distribution's own modules would declare, and which of them switch on others.
{ lib, config, ... }:
{
  imports = [
    ./modules/database.nix
    ./modules/photos.nix
  ];
  options = {
    meta.who = lib.mkOption { type = lib.types.listOf lib.types.str; default = [ ]; };
    units = lib.mkOption { type = lib.types.attrsOf (lib.types.attrsOf lib.types.str); };
    kept = lib.mkOption { type = lib.types.listOf lib.types.str; };
    hook = lib.mkOption { type = lib.types.lines; default = ""; };
    opened = lib.mkOption { type = lib.types.attrsOf lib.types.str; };
    name = lib.mkOption { type = lib.types.str; };
    flag = lib.mkOption { type = lib.types.bool; default = false; };
    forced = lib.mkOption { type = lib.types.bool; default = false; };
    own = lib.mkOption { type = lib.types.str; };
    round = lib.mkOption { type = lib.types.listOf lib.types.str; };
    gone = lib.mkOption {
      type = lib.types.str;
      default = throw "The option `gone' can no longer be used since it's been removed. Use `name'.";
    };
    chosen = lib.mkOption { type = lib.types.attrsOf lib.types.raw; default = { }; };
    packages = lib.mkOption { type = lib.types.listOf lib.types.raw; default = [ ]; };
    environment.systemPackages = lib.mkOption { type = lib.types.listOf lib.types.raw; default = [ ]; };
    users.users = lib.mkOption { type = lib.types.attrsOf (lib.types.attrsOf lib.types.str); default = { }; };
    # An option that was replaced.
    systemd.sleep.extraConfig = lib.mkOption {
      type = lib.types.lines;
      apply = _: throw "The option `systemd.sleep.extraConfig' can no longer be used since it's been removed.";
    };
    picture = lib.mkOption { type = lib.types.pathInStore; default = "/nix/store/picture"; };
    weak = lib.mkOption { type = lib.types.bool; default = false; };
  };
}
