# The package set for a platform.
args:
let
  lib = import ../../lib;
  primops = import ../../../primops.nix;
in
import ../../../nixos/pkgs.nix {
  inherit lib primops;
  platform = lib.systems.elaborate (args.localSystem.system or args.localSystem or args.system or primops.system);
  config = args.config or { };
  overlays = args.overlays or [ ];
}
