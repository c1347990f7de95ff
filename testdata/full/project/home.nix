# A home that is an evaluation of its own, with a module that is not on disk.
{ lib, opaque, ... }:
let
  home = lib.evalModules [ { options.kept = lib.mkOption { type = lib.types.listOf lib.types.str; }; config.kept = [ "own" ]; } opaque ];
in
{
  options.home-manager.users = lib.mkOption { type = lib.types.attrsOf lib.types.raw; };
  config.kept = [ "/known" ];
  config.home-manager.users.ann =
    (home {
      inherit lib;
      _prefix = [
        "home-manager"
        "users"
        "ann"
      ];
    }).config;
}
