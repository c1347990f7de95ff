# preservation's module.
(import ../../nixos/persistence.nix (import ../../primops.nix)).preservation
