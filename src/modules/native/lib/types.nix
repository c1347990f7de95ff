# `lib.types` of nixpkgs as configurations use it.
{ lib, primops }:
let
  part = file: import file { inherit lib primops; };
  all = part ./types/base.nix // part ./types/strings.nix // part ./types/compound.nix // part ./types/submodule.nix;
in
all // { types = all; }
