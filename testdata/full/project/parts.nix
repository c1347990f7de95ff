# A module of which one part is not on disk, a home with a module that is not, and a package.
{ lib, opaque, ... }:
let
  pkgs = import ../packages.nix;
in
lib.mkMerge [
  opaque
  {
    kept = [ "/known" ];
    packages = [
      pkgs.editor
    ];
  }
]
