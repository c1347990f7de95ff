# What sops-nix is without flakes.
((import ../../nixos/stand-ins.nix) (import ../../primops.nix) (import ../../nixpkgs/lib)).sops-nix
