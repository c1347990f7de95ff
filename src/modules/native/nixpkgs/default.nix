# The package set.
import ./pkgs/top-level/impure.nix
