# The outputs of flake-utils.
{
  outputs = _: ((import ../../nixos/stand-ins.nix) (import ../../primops.nix) (import ../../nixpkgs/lib)).flake-utils;
}
