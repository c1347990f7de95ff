# The tests of the native library that fail. primops → [ { test; expected; got; } … ]
primops:
let
  lib = import ../../src/modules/native/lib primops;
  areas =
    builtins.listToAttrs (
      map
        (name: {
          inherit name;
          value = import (./. + "/${name}.nix") lib;
        })
        [
          "attrsets"
          "fixed-points"
          "generators"
          "lists"
          "misc"
          "modules"
          "options"
          "paths"
          "strings"
          "systems"
          "trivial"
          "types"
        ]
    )
    // {
      nixos = import ./nixos.nix primops;
      flakes = import ./flakes.nix primops;
    };
  failures =
    area: tests:
    builtins.concatMap (
      name:
      let
        inherit (tests.${name}) expr expected;
      in
      if expr == expected then
        [ ]
      else
        [
          {
            test = "${area}.${name}";
            inherit expected;
            got = expr;
          }
        ]
    ) (builtins.attrNames tests);
in
builtins.concatLists (builtins.attrValues (builtins.mapAttrs failures areas))
