# agenix's module for NixOS.
(import ../../../nixos/secrets.nix (import ../../../primops.nix)).agenix
