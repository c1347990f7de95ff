# The module of sops-nix for NixOS.
(import ../../../../nixos/secrets.nix (import ../../../../primops.nix) (import ../../../../nixpkgs/lib)).sops
