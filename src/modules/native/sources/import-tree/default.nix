# import-tree, which is a function.
import ../../flakes/import-tree.nix (import ../../primops.nix) (import ../../nixpkgs/lib)
