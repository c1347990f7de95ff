# impermanence's module for NixOS.
import ./nixos.nix
