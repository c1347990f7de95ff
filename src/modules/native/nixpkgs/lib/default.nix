# The one `lib` of an evaluation without nixpkgs.
import ../../lib (import ../../primops.nix)
