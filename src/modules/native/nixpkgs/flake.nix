# nixpkgs as a flake.
{
  outputs = _: ((import ../nixos/stand-ins.nix) (import ../primops.nix) (import ./lib)).nixpkgs;
}
