# Types made of other types: lists, sets, alternatives, functions.
{ lib, primops }:
let
  inherit (builtins)
    all
    attrNames
    attrValues
    concatLists
    concatMap
    elem
    filter
    genList
    head
    isAttrs
    isBool
    isList
    length
    listToAttrs
    mapAttrs
    removeAttrs
    zipAttrsWith
    ;
  inherit (lib.types) defaultFunctor mkOptionType;
  inherit (lib.options) mergeOneOption;
  inherit (lib.modules) mergeDefinitions;
  inherit (primops)
    isUnknown
    may
    openAttrs
    openList
    unknown
    ;
  strip = primops.closed;
  isOpen = primops.isOpen;
  rest = primops.rest;
  perhaps = primops.perhaps;
  # Whether no definition can have more members than are seen. One that may not be there has the names that it has.
  named = all (d: !(d.unknown or false) && !(isOpen d.value));
  certain = d: !(d.unknown or false) && !(d.may or false);

  listOf =
    elem:
    mkOptionType rec {
      name = "listOf";
      description = "list of ${elem.description}";
      check = isList;
      tolerant = true;
      collects = true;
      emptyValue.value = [ ];
      merge =
        loc: defs:
        let
          known = filter (d: !(d.unknown or false)) defs;
          element =
            d: n: m: value:
            let
              merged = mergeDefinitions (loc ++ [ "[definition ${toString n}-entry ${toString m}]" ]) elem [
                {
                  inherit (d) file;
                  inherit value;
                }
              ];
            in
            # What is not known keeps its place in the list, and says why: a package that an overlay takes from elsewhere.
            if isUnknown value then
              [ value ]
            else if merged.isDefined then
              [ merged.mergedValue ]
            else
              [ ];
          each = f: list: concatLists (lib.lists.imap1 f list);
          # What is taken as it is stays at its place.
          elements = d: n: list: if elem.name == "raw" then concatMap (element d n 1) list else each (element d n) list;
          mayBe = d: d.may or false;
          sure = each (n: d: if mayBe d then [ ] else elements d n (strip d.value)) known;
          possible = each (
            n: d:
            let
              more = rest d.value;
            in
            (if mayBe d then elements d n (strip d.value) else [ ]) ++ (if more == null then [ ] else elements d n more)
          ) known;
          isListed = all (d: !(d.unknown or false) && rest d.value != null) defs;
        in
        if isListed then perhaps sure possible else openList (sure ++ map may possible);
      getSubOptions = prefix: elem.getSubOptions (prefix ++ [ "*" ]);
      getSubModules = elem.getSubModules;
      substSubModules = m: listOf (elem.substSubModules m);
      functor = elementFunctor name elem // { type = p: listOf p.elemType; };
      nestedTypes.elemType = elem;
    };

  elementFunctor =
    name: elem:
    defaultFunctor name
    // {
      wrapped = elem;
      payload.elemType = elem;
      binOp =
        a: b:
        let
          joined = a.elemType.typeMerge b.elemType.functor;
        in
        if joined == null then null else { elemType = joined; };
    };

  attrsWith =
    {
      elemType,
      lazy ? false,
      placeholder ? "name",
    }:
    mkOptionType rec {
      name = if lazy then "lazyAttrsOf" else "attrsOf";
      description = "attribute set of ${elemType.description}";
      check = isAttrs;
      tolerant = true;
      collects = true;
      emptyValue.value = { };
      merge =
        loc: defs:
        let
          known = filter (d: !(d.unknown or false)) defs;
          byName = zipAttrsWith (_name: values: values) (
            map (
              d:
              mapAttrs (_name: value: {
                inherit (d) file;
                may = d.may or false;
                inherit value;
              }) (strip d.value)
            ) known
          );
          merged = mapAttrs (name: ds: mergeDefinitions (loc ++ [ name ]) elemType ds) byName;
          undefined = filter (name: !merged.${name}.isDefined) (attrNames merged);
          # A list or set is never in doubt itself, but here it is there only if somebody defines it.
          present = m: if elemType.collects or false && !m.isSure then may m.mergedValue else m.mergedValue;
          values =
            if lazy then
              mapAttrs (_name: m: if m.isDefined then m.mergedValue else elemType.emptyValue.value or m.mergedValue) merged
            else
              mapAttrs (_name: present) (removeAttrs merged undefined);
        in
        if named defs then values else openAttrs (builtins.concatStringsSep "." loc) values;
      getSubOptions = prefix: elemType.getSubOptions (prefix ++ [ "<${placeholder}>" ]);
      getSubModules = elemType.getSubModules;
      substSubModules =
        m:
        attrsWith {
          elemType = elemType.substSubModules m;
          inherit lazy placeholder;
        };
      functor = elementFunctor "attrsWith" elemType // {
        payload = { inherit elemType lazy placeholder; };
        binOp =
          a: b:
          let
            joined = a.elemType.typeMerge b.elemType.functor;
          in
          if joined == null then
            null
          else
            {
              elemType = joined;
              lazy = a.lazy && b.lazy;
              inherit (a) placeholder;
            };
        type = attrsWith;
      };
      nestedTypes.elemType = elemType;
    };
  attrsOf = elemType: attrsWith { inherit elemType; };
  lazyAttrsOf =
    elemType:
    attrsWith {
      inherit elemType;
      lazy = true;
    };

  # Passes everything on to the inner type.
  like =
    inner: changes:
    let
      again = changes.again;
    in
    mkOptionType (
      {
        inherit (inner) check merge getSubOptions getSubModules;
        tolerant = inner.tolerant or false;
        unchecked = inner.unchecked or false;
        description = inner.description;
        substSubModules = m: again (inner.substSubModules m);
        nestedTypes.elemType = inner;
        functor = elementFunctor changes.name inner // { type = p: again p.elemType; };
      }
      // removeAttrs changes [ "again" ]
    );

  nullOr =
    inner:
    like inner {
      name = "nullOr";
      again = nullOr;
      description = "null or ${inner.description}";
      emptyValue.value = null;
      check = v: v == null || inner.check v;
      merge =
        loc: defs:
        let
          nulls = filter (d: !(d.unknown or false) && d.value == null) defs;
        in
        if nulls == [ ] then
          inner.merge loc defs
        else if length nulls == length defs then
          null
        else if inner.tolerant or false && builtins.any (d: !(certain d)) defs then
          (let rest = filter (d: !(elem' d nulls)) defs; in inner.merge loc rest)
        else
          unknown "conflicting definitions of ${lib.options.showOption loc}";
    };
  elem' = d: _nulls: !(d.unknown or false) && d.value == null;

  unique =
    { message ? "" }:
    inner:
    like inner {
      name = "unique";
      again = unique { inherit message; };
      merge = loc: defs: if length defs == 1 then inner.merge loc defs else unknown "several definitions of ${lib.options.showOption loc}";
    };
  uniq = unique { };

  coercedTo =
    from: f: to:
    mkOptionType rec {
      name = "coercedTo";
      description = "${to.description} or ${from.description} convertible to it";
      check = v: (from.check v && to.check (f v)) || to.check v;
      tolerant = to.tolerant or false;
      collects = to.collects or false;
      unchecked = false;
      merge = loc: defs: to.merge loc (map (d: if !(d.unknown or false) && from.check d.value then d // { value = f d.value; } else d) defs);
      inherit (to) emptyValue;
      inherit (to) getSubOptions getSubModules;
      substSubModules = m: coercedTo from f (to.substSubModules m);
      typeMerge = other: if other.name == "coercedTo" then coercedTo from f to else null;
      functor = defaultFunctor name // { wrapped = to; };
      nestedTypes = {
        coercedType = from;
        finalType = to;
      };
    };

  functionTo =
    result:
    mkOptionType rec {
      name = "functionTo";
      description = "function that evaluates to a(n) ${result.description}";
      check = lib.trivial.isFunction;
      merge =
        loc: defs:
        lib.trivial.setFunctionArgs (
          x: (mergeDefinitions (loc ++ [ "<function body>" ]) result (map (d: d // { value = d.value x; }) defs)).mergedValue
        ) (lib.trivial.functionArgs (head defs).value);
      getSubOptions = prefix: result.getSubOptions (prefix ++ [ "<function body>" ]);
      getSubModules = result.getSubModules;
      substSubModules = m: functionTo (result.substSubModules m);
      functor = elementFunctor name result // { type = p: functionTo p.elemType; };
      nestedTypes.elemType = result;
    };

  addCheck = inner: check: inner // { check = v: inner.check v && check v; };

  attrTag =
    tags:
    mkOptionType rec {
      name = "attrTag";
      description = "attribute-tagged union";
      check = v: isAttrs v && length (attrNames v) == 1 && tags ? ${head (attrNames v)};
      merge =
        loc: defs:
        let
          name = head (attrNames (head defs).value);
          option = tags.${name};
        in
        if all (d: attrNames d.value == [ name ]) defs then
          {
            ${name} = (lib.modules.evalOptionValue (loc ++ [ name ]) option (map (d: { inherit (d) file; value = d.value.${name}; }) defs)).value;
          }
        else
          unknown "conflicting definitions of ${lib.options.showOption loc}";
      getSubOptions = prefix: mapAttrs (name: option: option // { loc = prefix ++ [ name ]; }) tags;
      functor = defaultFunctor name // {
        payload = { inherit tags; };
        type = p: attrTag p.tags;
        binOp = a: b: { tags = a.tags // b.tags; };
      };
    };
  nonEmpty = inner: addCheck inner (v: v != [ ]) // {
    emptyValue = { };
    name = "nonEmpty${inner.name}";
    substSubModules = m: nonEmpty (inner.substSubModules m);
  };
in
{
  inherit
    listOf
    attrsWith
    attrsOf
    lazyAttrsOf
    nullOr
    unique
    uniq
    coercedTo
    functionTo
    addCheck
    attrTag
    ;
  loaOf = attrsOf;
  nonEmptyListOf = inner: nonEmpty (listOf inner);
  attrListOf = inner: listOf (attrsOf inner);
  attrListWith = { elemType, ... }: listOf (attrsOf elemType);
  # Names listed, or set to true one by one.
  attrNamesToTrue = coercedTo (listOf lib.types.str) (names: lib.attrsets.genAttrs names (_: true)) (attrsOf lib.types.bool);
  optionType = mkOptionType {
    name = "optionType";
    description = "optionType";
    check = v: v._type or null == "option-type";
    merge =
      loc: defs:
      if length defs == 1 then
        (head defs).value
      else
        builtins.foldl' (acc: d: lib.types.mergeTypes acc d.value) (head defs).value (builtins.tail defs);
  };
  optionDeclaration = mkOptionType {
    name = "optionDeclaration";
    check = v: v._type or null == "option";
    merge = mergeOneOption;
  };
  luaInline = mkOptionType {
    name = "luaInline";
    description = "inline lua";
    check = v: v._type or null == "lua-inline";
    merge = lib.options.mergeEqualOption;
  };
  serializableValueWith =
    { typeName ? "value", nullable ? true, ... }:
    lib.types.anything // { description = "${typeName} value"; };
  json = lib.types.anything;
  toml = lib.types.anything;
}
