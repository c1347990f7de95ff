# agenix's module for Home Manager.
(import ../../../nixos/secrets.nix (import ../../../primops.nix) (import ../../../nixpkgs/lib)).homeAgenix
