# Home Manager's own library.
{ lib ? import ../../../nixpkgs/lib, ... }:
let
  manager = import ../../../nixos/home-manager.nix (import ../../../primops.nix) (import ../../../nixpkgs/lib);
in
{
  inherit (manager.extendLib lib) hm;
  homeManagerConfiguration = manager.homeConfiguration;
}
