# impermanence's module for NixOS.
(import ../../nixos/persistence.nix (import ../../primops.nix)).impermanence
