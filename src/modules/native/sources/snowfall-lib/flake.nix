# The outputs of snowfall-lib.
{
  outputs = _: ((import ../../nixos/stand-ins.nix) (import ../../primops.nix) (import ../../nixpkgs/lib)).snowfall-lib;
}
