# The outputs of haumea.
{
  outputs = _: ((import ../../nixos/stand-ins.nix) (import ../../primops.nix) (import ../../nixpkgs/lib)).haumea;
}
