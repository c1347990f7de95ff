# Home Manager as a module of NixOS.
(import ../../../nixos/home-manager.nix (import ../../../primops.nix) (import ../../../nixpkgs/lib)).nixos
