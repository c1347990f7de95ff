# agenix's module for NixOS.
(import ../../../nixos/secrets.nix (import ../../../primops.nix) (import ../../../nixpkgs/lib)).agenix
