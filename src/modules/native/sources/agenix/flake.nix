# The outputs of agenix.
{
  outputs = _: ((import ../../nixos/stand-ins.nix) (import ../../primops.nix) (import ../../nixpkgs/lib)).agenix;
}
