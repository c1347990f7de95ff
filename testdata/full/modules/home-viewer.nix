# A program of homes.
{ lib, config, ... }:
{
  options = {
    viewer.enable = lib.mkOption { type = lib.types.bool; default = false; };
    packages = lib.mkOption { type = lib.types.listOf lib.types.raw; default = [ ]; };
  };
  config = lib.mkIf config.viewer.enable {
    packages = [ (import ../packages.nix).viewer ];
  };
}
