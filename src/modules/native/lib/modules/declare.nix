# The declarations of one option, together with its definitions, become the evaluated option.
{ lib, primops }:
let
  inherit (builtins)
    concatMap
    filter
    foldl'
    head
    isAttrs
    length
    tail
    ;
  inherit (primops) isUnknown unknown;
  inherit (import ./merge.nix { inherit lib primops; }) mergeDefinitions;
  inherit (import ./properties.nix { inherit lib primops; }) mkOptionDefault;

  types = lib.types;
  typeOf = o: o.type or types.unspecified;

  # `options` sets of old-style declarations belong to the submodule type.
  extended =
    file: options: type:
    if type.getSubModules == null then
      type
    else
      type.substSubModules (
        type.getSubModules
        ++ map (o: {
          _file = file;
          options = o;
        }) options
      );
  joinTypes =
    a: b:
    if a.name == "unspecified" then
      b
    else if b.name == "unspecified" then
      a
    else
      let
        joined = a.typeMerge b.functor;
      in
      if isUnknown joined || joined == null then b else joined;

  combine =
    decls: asSets:
    let
      withOwn = map (d: d // { type = if d.options ? options && isAttrs d.options.options then extended d.file [ d.options.options ] (typeOf d.options) else typeOf d.options; }) decls;
      joined = foldl' (acc: d: joinTypes acc d.type) (head withOwn).type (tail withOwn);
      type = foldl' (acc: d: extended d.file [ d.options ] acc) joined asSets;
    in
    foldl' (acc: d: acc // d.options) { } decls // { inherit type; };
in
{
  # nixos: whether it is an option of NixOS, whose default may be known without its declaration.
  option =
    nixos: loc: decls: asSets: defs:
    let
      single = asSets == [ ] && length decls == 1;
      base = if single && !((head decls).options ? options) then (head decls).options else combine decls asSets;
      type = typeOf base;
      declarations = map (d: d.file) decls;
      allDefs =
        if base ? default then
          [
            {
              file = head declarations;
              value = mkOptionDefault base.default;
            }
          ]
          ++ defs
        else
          defs;
      merged = mergeDefinitions loc type allDefs;
      shipped = primops.optionDefault loc;
      value =
        if merged.isDefined || type ? emptyValue.value then
          merged.mergedValue
        else if nixos && shipped.found then
          shipped.value
        else
          merged.mergedValue;
    in
    base
    // {
      _type = "option";
      inherit loc type declarations;
      declarationPositions = map (file: {
        inherit file;
        line = null;
        column = null;
      }) declarations;
      options = type.getSubOptions loc;
      value = if base ? apply then base.apply value else value;
      inherit (merged) isDefined;
      inherit (merged.defsFinal') highestPrio;
      definitions = map (d: d.value) merged.defsFinal;
      definitionsWithLocations = merged.defsFinal;
      files = map (d: d.file) merged.defsFinal;
      __toString = _: lib.options.showOption loc;
    };
}
