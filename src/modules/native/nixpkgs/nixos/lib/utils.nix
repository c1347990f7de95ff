# The module argument `utils`.
{ lib ? import ../../lib, config ? { }, ... }:
import ../../../nixos/utils.nix {
  inherit lib config;
  primops = import ../../../primops.nix;
}
