# The outputs of flake-parts.
{
  outputs = _: ((import ../../nixos/stand-ins.nix) (import ../../primops.nix) (import ../../nixpkgs/lib)).flake-parts;
}
