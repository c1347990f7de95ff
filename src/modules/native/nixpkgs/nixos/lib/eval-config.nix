# A machine, from its modules.
import ../../../nixos-system.nix (import ../../../primops.nix)
