# `lib.generators`, `lib.cli` and `lib.gvariant` of nixpkgs as configurations use them.
{ lib, primops }:
let
  inherit (builtins)
    attrNames
    concatMap
    concatStringsSep
    isAttrs
    isBool
    isFloat
    isInt
    isList
    isString
    typeOf
    ;
  inherit (lib.strings) escape escapeShellArg;
  inherit (lib.attrsets) isDerivation mapAttrsToList;
  quote = builtins.toJSON;
  plainValue =
    v:
    if isBool v then
      (if v then "true" else "false")
    else if v == null then
      "null"
    else if isFloat v then
      lib.strings.floatToString v
    else
      toString v;
in
{
  generators = rec {
    mkValueStringDefault = _options: plainValue;
    mkKeyValueDefault =
      {
        mkValueString ? plainValue,
      }:
      sep: k: v:
      "${escape [ sep ] k}${sep}${mkValueString v}";
    mkDconfKeyValue = mkKeyValueDefault { mkValueString = v: toString (lib.gvariant.mkValue v); } "=";
    toKeyValue =
      {
        mkKeyValue ? mkKeyValueDefault { } "=",
        listsAsDuplicateKeys ? false,
        indent ? "",
      }:
      set:
      let
        line = k: v: "${indent}${mkKeyValue k v}\n";
        lines = k: v: if listsAsDuplicateKeys then map (line k) (lib.lists.toList v) else [ (line k v) ];
      in
      concatStringsSep "" (concatMap (k: lines k set.${k}) (attrNames set));
    toINI =
      {
        mkSectionName ? (name: escape [ "[" "]" ] name),
        mkKeyValue ? mkKeyValueDefault { } "=",
        listsAsDuplicateKeys ? false,
      }:
      sections:
      concatStringsSep "\n" (
        mapAttrsToList (
          name: values: "[${mkSectionName name}]\n" + toKeyValue { inherit mkKeyValue listsAsDuplicateKeys; } values
        ) sections
      );
    toINIWithGlobalSection =
      options:
      {
        globalSection,
        sections ? { },
      }:
      let
        keyOptions = builtins.removeAttrs options [ "mkSectionName" ];
      in
      (if globalSection == { } then "" else toKeyValue keyOptions globalSection + "\n") + toINI options sections;
    toGitINI =
      sections:
      let
        value = v: if isBool v || isInt v then plainValue v else ''"${escape [ "\\" "\"" ] (toString v)}"'';
        keyValue = k: v: "\t${k} = ${value v}\n";
        section =
          path: set:
          let
            names = attrNames set;
            leafs = builtins.filter (k: !(isAttrs set.${k}) || isDerivation set.${k}) names;
            subs = builtins.filter (k: isAttrs set.${k} && !(isDerivation set.${k})) names;
            header = if builtins.length path == 1 then "[${builtins.head path}]" else ''[${builtins.head path} "${concatStringsSep "." (builtins.tail path)}"]'';
            own = concatStringsSep "" (concatMap (k: map (keyValue k) (lib.lists.toList set.${k})) leafs);
          in
          (if leafs == [ ] then [ ] else [ "${header}\n${own}" ]) ++ concatMap (k: section (path ++ [ k ]) set.${k}) subs;
      in
      concatStringsSep "\n" (concatMap (name: section [ name ] sections.${name}) (attrNames sections));
    toDconfINI = toINI { mkKeyValue = mkDconfKeyValue; };
    toJSON = _options: builtins.toJSON;
    toYAML = _options: builtins.toJSON;
    withRecursion = _options: f: v: f v;
    toPretty =
      {
        multiline ? true,
        allowPrettyValues ? false,
        indent ? "",
      }:
      let
        go =
          pad: v:
          let
            inner = pad + "  ";
            open = if multiline then "\n${inner}" else " ";
            close = if multiline then "\n${pad}" else " ";
            fields = map (k: "${lib.strings.escapeNixIdentifier k} = ${go inner v.${k}};") (attrNames v);
          in
          if isString v then
            quote v
          else if isList v then
            (if v == [ ] then "[ ]" else "[${open}${concatStringsSep open (map (go inner) v)}${close}]")
          else if builtins.isFunction v then
            "<function>"
          else if isAttrs v then
            (
              if allowPrettyValues && v ? __pretty && v ? val then
                v.__pretty v.val
              else if v == { } then
                "{ }"
              else if isDerivation v then
                "<derivation ${v.name or "???"}>"
              else
                "{${open}${concatStringsSep open fields}${close}}"
            )
          else
            plainValue v;
      in
      go indent;
    toPlist = _options: v: builtins.toJSON v;
    mkLuaInline = expr: {
      _type = "lua-inline";
      inherit expr;
    };
    toLua =
      {
        multiline ? true,
        indent ? "",
        asBindings ? false,
      }:
      let
        go =
          v:
          if v == null then
            "nil"
          else if isString v then
            quote v
          else if isList v then
            (if v == [ ] then "{}" else "{ ${concatStringsSep ", " (map go v)} }")
          else if isAttrs v then
            (
              if v._type or null == "lua-inline" then
                "(${v.expr})"
              else if isDerivation v then
                quote (toString v)
              else if v == { } then
                "{}"
              else
                "{ ${concatStringsSep ", " (map (k: "[${quote k}] = ${go v.${k}}") (attrNames v))} }"
            )
          else
            plainValue v;
      in
      v: if asBindings then concatStringsSep "" (map (k: "${k} = ${go v.${k}}\n") (attrNames v)) else go v;
    toDhall = _options: builtins.toJSON;
  };

  cli = rec {
    toGNUCommandLineShell = options: set: lib.strings.escapeShellArgs (toGNUCommandLine options set);
    toGNUCommandLine =
      {
        mkOptionName ? (k: if builtins.stringLength k == 1 then "-${k}" else "--${k}"),
        mkBool ? (k: v: if v then [ (mkOptionName k) ] else [ ]),
        mkList ? (k: v: concatMap (mkOption k) v),
        mkOption ? (
          k: v:
          if v == null then
            [ ]
          else if optionValueSeparator == null then
            [ (mkOptionName k) (lib.generators.mkValueStringDefault { } v) ]
          else
            [ "${mkOptionName k}${optionValueSeparator}${lib.generators.mkValueStringDefault { } v}" ]
        ),
        optionValueSeparator ? null,
      }:
      set: concatMap (k: let v = set.${k}; in if isBool v then mkBool k v else if isList v then mkList k v else mkOption k v) (attrNames set);
    toCommandLineGNU = options: set: toGNUCommandLine { optionValueSeparator = "="; } set;
    toCommandLineShellGNU = options: set: lib.strings.escapeShellArgs (toCommandLineGNU options set);
    toCommandLine = _format: set: primops.unknown "a command line";
    toCommandLineShell = _format: set: primops.unknown "a command line";
  };

  gvariant =
    let
      make = type: value: show: {
        _type = "gvariant";
        inherit type value;
        __toString = _: show;
      };
      number = type: value: make type value "@${type} ${toString value}";
    in
    rec {
      isGVariant = v: v._type or null == "gvariant";
      type = {
        string = "s";
        boolean = "b";
        uchar = "y";
        int16 = "n";
        uint16 = "q";
        int32 = "i";
        uint32 = "u";
        int64 = "x";
        uint64 = "t";
        double = "d";
        variant = "v";
        arrayOf = t: "a${t}";
        maybeOf = t: "m${t}";
        tupleOf = ts: "(${concatStringsSep "" ts})";
        dictionaryEntryOf = k: v: "{${k}${v}}";
      };
      mkValue =
        v:
        if isAttrs v && isGVariant v then
          v
        else if isBool v then
          mkBoolean v
        else if isFloat v then
          mkDouble v
        else if isString v then
          mkString v
        else if isInt v then
          mkInt32 v
        else if isList v then
          mkArray v
        else
          throw "The value of type ${typeOf v} cannot be converted to a gvariant";
      mkString = v: make "s" v "'${escape [ "'" "\\" ] v}'";
      mkObjectpath = v: make "o" v "objectpath '${v}'";
      mkBoolean = v: make "b" v (plainValue v);
      mkUchar = number "y";
      mkInt16 = number "n";
      mkUint16 = number "q";
      mkInt32 = v: make "i" v (toString v);
      mkUint32 = number "u";
      mkInt64 = number "x";
      mkUint64 = number "t";
      mkDouble = v: make "d" v (toString v);
      mkVariant = v: make "v" v "<${toString (mkValue v)}>";
      mkEmptyArray = t: make "a${t}" [ ] "@a${t} []";
      mkArray =
        list:
        let
          values = map mkValue list;
        in
        make "a${(builtins.head values).type}" list "@a${(builtins.head values).type} [${concatStringsSep "," (map toString values)}]";
      mkNothing = t: make "m${t}" null "@m${t} nothing";
      mkJust = v: make "m${(mkValue v).type}" v "just ${toString (mkValue v)}";
      mkMaybe = t: v: if v == null then mkNothing t else mkJust v;
      mkTuple =
        list:
        let
          values = map mkValue list;
          t = type.tupleOf (map (v: v.type) values);
        in
        make t list "@${t} (${concatStringsSep "," (map toString values)})";
      mkDictionaryEntry = k: v: make (type.dictionaryEntryOf (mkValue k).type (mkValue v).type) [ k v ] "{${toString (mkValue k)}: ${toString (mkValue v)}}";
      intConstructors = [ ];
    };
}
