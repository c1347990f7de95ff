{ lib, ... }:
{
  options.services.off = {
    enable = lib.mkOption { type = lib.types.bool; default = false; };
    broken = lib.mkOption { type = lib.types.str; default = throw "broken"; };
    unset = lib.mkOption { type = lib.types.str; };
  };
}
