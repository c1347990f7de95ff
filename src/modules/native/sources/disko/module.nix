# disko's module.
import ../../flakes/disko.nix (import ../../primops.nix)
