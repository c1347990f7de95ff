# What a type is, and the types of single values.
{ lib, primops }:
let
  inherit (builtins)
    all
    concatStringsSep
    elem
    foldl'
    head
    isAttrs
    isBool
    isFloat
    isFunction
    isInt
    isList
    isPath
    isString
    length
    match
    substring
    ;
  inherit (lib.options) mergeEqualOption mergeOneOption;
  inherit (primops) isUnknown may unknown;
  isStringLike = lib.strings.isStringLike;
in
rec {
  isType = type: v: isAttrs v && v._type or "" == type;
  setType = type: v: v // { _type = type; };
  isOptionType = isType "option-type";

  defaultFunctor = name: {
    inherit name;
    type = lib.types.${name} or null;
    wrapped = null;
    payload = null;
    binOp = _a: _b: null;
  };
  # Two declarations of the same option: null when their types have nothing in common.
  defaultTypeMerge =
    f: g:
    let
      payload = f.binOp f.payload g.payload;
      inner = f.wrapped.typeMerge g.wrapped.functor;
    in
    if f.name != g.name then
      null
    else if f.payload != null && g.payload != null then
      (if payload == null then null else f.type payload)
    else if f.wrapped or null != null && g.wrapped or null != null then
      (if inner == null then null else f.type inner)
    else if f.payload == null && g.payload == null && f.wrapped or null == null && g.wrapped or null == null then
      f.type
    else
      null;
  mergeTypes =
    a: b:
    let
      joined = a.typeMerge b.functor;
    in
    if isOptionType a && isOptionType b && joined != null then joined else setType "merge-error" { error = "Cannot merge two types"; };

  optionDescriptionPhrase = _unparenthesize: type: type.description or type.name;
  noCheckForDocsModule = { };

  mkOptionType =
    {
      name,
      description ? null,
      descriptionClass ? null,
      check ? (_: true),
      merge ? lib.options.mergeDefaultOption,
      emptyValue ? { },
      getSubOptions ? (_prefix: { }),
      getSubModules ? null,
      substSubModules ? (_modules: null),
      typeMerge ? defaultTypeMerge functor,
      functor ? defaultFunctor name,
      deprecationMessage ? null,
      nestedTypes ? { },
      # `merge` copes with definitions that are unknown or only possible.
      tolerant ? false,
      # Values are made of all definitions and empty without any: which members there are may be in doubt, but never the whole.
      collects ? false,
      # Values need not be looked at.
      unchecked ? false,
    }@given:
    {
      _type = "option-type";
      inherit
        name
        descriptionClass
        check
        merge
        emptyValue
        getSubOptions
        getSubModules
        substSubModules
        typeMerge
        deprecationMessage
        nestedTypes
        tolerant
        collects
        unchecked
        ;
      functor = if functor ? wrappedDeprecationMessage || functor ? wrapped then functor else functor // { wrapped = null; };
      description = if description == null then name else description;
    };

  # A type of single values: all definitions must agree.
  single = name: description: check: mkOptionType {
    inherit name description check;
    merge = mergeEqualOption;
    functor = selfFunctor name;
  };
  selfFunctor = name: defaultFunctor name;

  raw = mkOptionType {
    name = "raw";
    description = "raw value";
    unchecked = true;
    merge = mergeOneOption;
  };
  unspecified = mkOptionType {
    name = "unspecified";
    description = "unspecified value";
    unchecked = true;
  };
  bool = single "bool" "boolean" isBool;
  boolByOr = mkOptionType {
    name = "boolByOr";
    description = "boolean (merged using or)";
    check = isBool;
    merge = _loc: defs: builtins.any (d: d.value) defs;
  };
  int = single "int" "signed integer" isInt;
  float = single "float" "floating point number" isFloat;
  number = either int float;
  path = single "path" "absolute path" (
    v: (isPath v || isStringLike v) && substring 0 1 (toString v) == "/"
  ) // {
    typeMerge = defaultTypeMerge (defaultFunctor "path");
  };
  pathInStore = single "pathInStore" "path in the Nix store" (v: isStringLike v && match "${builtins.storeDir}/[^.].*" (toString v) != null);
  externalPath = single "externalPath" "absolute path not in the Nix store" (
    v: isStringLike v && match "/.*" (toString v) != null && match "${builtins.storeDir}/.*" (toString v) == null
  );
  pathWith =
    {
      inStore ? null,
      absolute ? null,
    }@payload:
    single "pathWith" "path" (
      v:
      isStringLike v
      && (absolute == null || (substring 0 1 (toString v) == "/") == absolute)
      && (inStore == null || (match "${builtins.storeDir}/[^.].*" (toString v) != null) == inStore)
    )
    // {
      typeMerge = other: if other.name == "pathWith" then pathWith payload else null;
    };

  package = mkOptionType {
    name = "package";
    description = "package";
    check = v: lib.attrsets.isDerivation v || lib.strings.isStorePath v;
    merge =
      loc: defs:
      let
        value = mergeOneOption loc defs;
      in
      value;
  };
  shellPackage = package // {
    check = v: lib.attrsets.isDerivation v && (v ? shellPath || isUnknown (v ? shellPath));
  };
  pkgs = single "pkgs" "Nixpkgs package set" (v: isAttrs v) // {
    merge = mergeOneOption;
  };
  fileset = single "fileset" "fileset" (v: isPath v || lib.filesystem.fileset.isFileset v || isString v);

  attrs = mkOptionType {
    name = "attrs";
    description = "attribute set";
    check = isAttrs;
    tolerant = true;
    emptyValue.value = { };
    merge =
      _loc: defs:
      let
        solid = lib.lists.filter (d: !d.unknown or false && !d.may or false) defs;
        set = foldl' (acc: d: acc // d.value) { } solid;
        possible = foldl' (acc: d: if d.may or false && !d.unknown or false then acc // builtins.mapAttrs (_: may) d.value else acc) { } defs;
      in
      if length solid == length defs then set else primops.openAttrs "unknown definitions" (possible // set);
  };

  strip = primops.closed;
  isPackage = v: v ? outPath || v.type or null == "derivation";

  # Whatever it is: sets and lists of it are merged member by member.
  anything = mkOptionType {
    name = "anything";
    description = "anything";
    tolerant = true;
    unchecked = true;
    merge =
      loc: defs:
      let
        known = lib.lists.filter (d: !d.unknown or false && !isUnknown d.value) defs;
        solid = lib.lists.filter (d: !d.may or false) known;
        kinds = map (d: builtins.typeOf d.value) known;
        same = all (k: k == head kinds) kinds;
        kind = head kinds;
      in
      if known == [ ] then
        (if defs == [ ] then unknown "nobody defines it" else (head defs).value)
      else if !same then
        (if all (d: isStringLike d.value) known then mergeEqualOption loc solid else unknown "conflicting definitions of ${lib.options.showOption loc}")
      else if kind == "set" && !(all (d: isPackage (strip d.value)) known) then
        (lib.types.lazyAttrsOf anything).merge loc defs
      else if kind == "list" then
        (lib.types.listOf anything).merge loc defs
      else if kind == "lambda" && solid != [ ] then
        (
          if length solid == 1 then
            (head solid).value
          else
            x: anything.merge (loc ++ [ "<function body>" ]) (map (d: { inherit (d) file; value = d.value x; }) solid)
        )
      else if solid == [ ] then
        may (mergeEqualOption loc known)
      else
        mergeEqualOption loc solid;
  };

  either =
    a: b:
    mkOptionType rec {
      name = "either";
      description = "${a.description} or ${b.description}";
      check = v: a.check v || b.check v;
      tolerant = a.tolerant or false || b.tolerant or false;
      merge =
        loc: defs:
        let
          known = lib.lists.filter (d: !d.unknown or false) defs;
          fits = type: all (d: type.check d.value) known;
          use = type: (lib.modules.mergeDefinitions loc type defs).mergedValue;
        in
        if fits a then
          use a
        else if fits b then
          use b
        else
          mergeOneOption loc defs;
      typeMerge =
        other:
        let
          left = a.typeMerge other.payload.left.functor;
          right = b.typeMerge other.payload.right.functor;
        in
        if other.name == "either" && left != null && right != null then either left right else null;
      functor = defaultFunctor name // {
        payload = {
          left = a;
          right = b;
        };
        wrapped = [ a b ];
      };
      getSubOptions = prefix: if a.getSubModules != null then a.getSubOptions prefix else b.getSubOptions prefix;
      nestedTypes = {
        left = a;
        right = b;
      };
    };
  oneOf = types: if types == [ ] then throw "lib.types.oneOf: needs at least one type" else foldl' either (head types) (builtins.tail types);
}
