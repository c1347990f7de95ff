# Ties flakes and their inputs together, as `flake.lock` describes them.
#
# `nodes` maps the name of each locked input to
#   found       whether its source is on disk
#   stand-in    the value that takes its place when it is not
#   flake       whether it is to be evaluated as a flake
#   outPath     its directory, a string
#   directory   the same as a path, with the flake's `dir`
#   sourceInfo  what the lock file says of it
#   inputs      its inputs: name to node
#   exact       whether what is on disk is what was locked
#   lacks       why a flake cannot be evaluated that is on disk
#   reason      why something may be missing when it is not
#   quiet       how that reason ends when its modules neither mount nor persist anything
{ nodes, lenientAttrs }:
let
  # Outputs that are sets of things by name.
  collections = [
    "darwinModules"
    "flakeModules"
    "homeManagerModules"
    "homeModules"
    "nixosModules"
    "overlays"
  ];
  # Another revision than the locked one may lack what the locked one has: that is not an error but unknown.
  lenient =
    reason: flake:
    lenientAttrs reason (
      flake
      // builtins.listToAttrs (
        map (name: {
          inherit name;
          value = lenientAttrs reason flake.${name};
        }) (builtins.filter (name: flake ? ${name}) collections)
      )
    );
  values = builtins.mapAttrs (_: value) nodes;
  value =
    node:
    let
      inputs = builtins.mapAttrs (_: name: values.${name}) node.inputs;
      outputs = (import node.file).outputs (inputs // { self = result; });
      flake =
        outputs
        // node.sourceInfo
        // {
          inherit (node) outPath sourceInfo;
          inherit inputs outputs;
          _type = "flake";
        };
      result = if node.exact then flake else lenient (node.reason + node.quiet) flake;
    in
    if !node.found then
      (
        # What it follows, `nixpkgs` say, may be at hand.
        if inputs == { } then node.stand-in else node.stand-in // { inputs = lenientAttrs "an input of an input that is not on disk" inputs; }
      )
    else if node.flake then
      result
    else
      (if node ? lacks then lenientAttrs node.lacks else (source: source)) (
        node.sourceInfo // { inherit (node) outPath sourceInfo; }
      );
in
values
