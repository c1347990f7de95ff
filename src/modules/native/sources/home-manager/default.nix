# What home-manager is without flakes.
((import ../../nixos/stand-ins.nix) (import ../../primops.nix) (import ../../nixpkgs/lib)).home-manager
