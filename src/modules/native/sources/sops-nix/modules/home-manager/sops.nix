# The module of sops-nix for Home Manager.
(import ../../../../nixos/secrets.nix (import ../../../../primops.nix) (import ../../../../nixpkgs/lib)).homeSops
