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
{ nodes }:
let
  values = builtins.mapAttrs (_: value) nodes;
  value =
    node:
    let
      inputs = builtins.mapAttrs (_: name: values.${name}) node.inputs;
      outputs = (import node.file).outputs (inputs // { self = result; });
      result =
        outputs
        // node.sourceInfo
        // {
          inherit (node) outPath sourceInfo;
          inherit inputs outputs;
          _type = "flake";
        };
    in
    if !node.found then
      node.stand-in
    else if node.flake then
      result
    else
      node.sourceInfo // { inherit (node) outPath sourceInfo; };
in
values
