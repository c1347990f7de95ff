# A module of which one part is not on disk, a home with a module that is not, and a package.
{ lib, opaque, ... }:
let
  pkgs = import ../packages.nix;
in
lib.mkMerge [
  opaque
  {
    kept = [ "/known" ];
    chosen.viewer = pkgs.viewer;
    packages = [
      pkgs.editor
    ];
    environment.systemPackages = [
      (throw "a package that another release has")
      pkgs.editor
    ];
  }
]
