# The declarations of one option, together with its definitions, become the evaluated option.
{ lib, primops }:
let
  inherit (builtins)
    foldl'
    head
    isAttrs
    length
    tail
    ;
  inherit (primops) isPlain isUnknown;
  inherit (import ./merge.nix { inherit lib primops; }) mergeDefinitions;
  inherit (import ./properties.nix { inherit lib primops; }) defaultPriority mkOptionDefault;

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
  # What an option comes to, as { value; declaration; }: most are never asked for how they are declared.
  # nixos: whether it is an option of NixOS, whose default may be known without its declaration.
  option =
    nixos: loc: decls: asSets: defs:
    let
      first = (head decls).options;
      base = if asSets == [ ] && length decls == 1 && !(first ? options) then first else combine decls asSets;
      type = typeOf base;
      merged = mergeDefinitions loc type (
        if base ? default then
          [
            {
              inherit (head decls) file;
              value = mkOptionDefault base.default;
            }
          ]
          ++ defs
        else
          defs
      );
      shipped = primops.optionDefault loc;
      defined =
        # What nobody defines is what it is by default: most options of most machines.
        if defs == [ ] && base ? default && type ? tolerant && isPlain type base.default then
          type.merge loc [
            {
              inherit (head decls) file;
              value = base.default;
              prio = defaultPriority;
              may = false;
              unknown = false;
            }
          ]
        else if merged.isDefined || type ? emptyValue.value then
          merged.mergedValue
        else if nixos && shipped.found then
          shipped.value
        else
          merged.mergedValue;
      value = if base ? apply then base.apply defined else defined;
      declarations = map (d: d.file) decls;
    in
    {
      inherit value;
      declaration = base // {
        _type = "option";
        inherit
          loc
          type
          value
          declarations
          ;
        declarationPositions = map (file: {
          inherit file;
          line = null;
          column = null;
        }) declarations;
        options = type.getSubOptions loc;
        inherit (merged) isDefined;
        inherit (merged.defsFinal') highestPrio;
        definitions = map (d: d.value) merged.defsFinal;
        definitionsWithLocations = merged.defsFinal;
        files = map (d: d.file) merged.defsFinal;
        __toString = _: lib.options.showOption loc;
      };
    };
}
