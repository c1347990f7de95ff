# What can be done with modules of NixOS without its base modules.
{ lib ? import ../../lib, ... }:
{
  inherit lib;
  evalModules =
    args:
    lib.evalModules (
      {
        class = "nixos";
        open = true;
      }
      // args
    );
  runTest = _: (import ../../../primops.nix).unknown "a test of NixOS";
}
