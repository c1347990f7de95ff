# impermanence's module for Home Manager.
(import ../../nixos/persistence.nix (import ../../primops.nix)).homeImpermanence
