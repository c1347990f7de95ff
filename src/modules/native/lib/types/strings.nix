# Strings and numbers with a shape.
{ lib, primops }:
let
  inherit (builtins)
    concatStringsSep
    elem
    head
    isInt
    isString
    length
    match
    ;
  inherit (lib.options) mergeEqualOption;
  inherit (lib.types)
    defaultFunctor
    mkOptionType
    number
    int
    ;
  refine = base: name: check: base // {
    inherit name check;
    description = name;
    typeMerge = other: if other.name == name then refine base name check else null;
    functor = defaultFunctor name;
  };

  # Definitions are joined; where some are unknown, so is the whole, but the known part is remembered.
  joined =
    sep: name: check:
    mkOptionType {
      inherit name check;
      description = name;
      tolerant = true;
      merge =
        _loc: defs:
        let
          known = builtins.filter (d: !d.unknown or false) defs;
          text = concatStringsSep sep (map (d: d.value) known);
          doubted = builtins.any (d: d.may or false) defs;
          sure = !doubted && length known == length defs;
        in
        if sure then
          text
        else if length defs == 1 || doubted && known == [ ] then
          (head defs).value
        else if doubted then
          primops.may text
        # What is unknown leaves a hole where it stands.
        else
          concatStringsSep sep (map (d: d.value) defs);
      functor = defaultFunctor "separatedString" // {
        payload = { inherit sep; };
        type = p: separatedString p.sep;
        binOp = a: b: if a.sep == b.sep then a else null;
      };
    };
  separatedString = sep: joined sep "separatedString" isString;
  between = low: high: v: v >= low && v <= high;
  sized = bits: signed: name:
    let
      pow = n: if n == 0 then 1 else 2 * pow (n - 1);
      high = if signed then pow (bits - 1) - 1 else pow bits - 1;
      low = if signed then 0 - pow (bits - 1) else 0;
    in
    refine int name (v: isInt v && between low high v);
  strMatching =
    pattern:
    mkOptionType {
      name = "strMatching ${builtins.toJSON pattern}";
      description = "string matching the pattern ${pattern}";
      check = v: isString v && match pattern v != null;
      merge = mergeEqualOption;
      functor = defaultFunctor "strMatching" // {
        payload = { inherit pattern; };
        type = p: strMatching p.pattern;
        binOp = a: b: if a.pattern == b.pattern then a else null;
      };
    };
  str = mkOptionType {
    name = "str";
    description = "string";
    check = isString;
    merge = mergeEqualOption;
  };
  filled = v: isString v && match "[ \t\n]*" v == null;
  oneLine = v: isString v && match "[^\n\r]*\n?" v != null;
  enum =
    values:
    mkOptionType {
      name = "enum";
      description = "one of a few values";
      check = v: elem v values;
      merge = mergeEqualOption;
      functor = defaultFunctor "enum" // {
        payload = { inherit values; };
        type = p: enum p.values;
        binOp = a: b: { values = lib.lists.unique (a.values ++ b.values); };
      };
    };
in
{
  inherit separatedString strMatching str enum;
  string = str;
  nonEmptyStr = refine str "nonEmptyStr" filled;
  singleLineStr = refine str "singleLineStr" oneLine // {
    merge = loc: defs: lib.strings.removeSuffix "\n" (mergeEqualOption loc defs);
  };
  passwdEntry = base: base // {
    name = "passwdEntry ${base.name}";
    check = v: base.check v && match ".*[:\n].*" v == null;
  };
  lines = separatedString "\n" // { description = "strings concatenated with \"\\n\""; };
  commas = separatedString ",";
  envVar = separatedString ":";

  ints = {
    between = low: high: refine int "intBetween" (v: isInt v && between low high v);
    unsigned = refine int "unsignedInt" (v: isInt v && v >= 0);
    positive = refine int "positiveInt" (v: isInt v && v > 0);
    u8 = sized 8 false "unsignedInt8";
    u16 = sized 16 false "unsignedInt16";
    u32 = sized 32 false "unsignedInt32";
    s8 = sized 8 true "signedInt8";
    s16 = sized 16 true "signedInt16";
    s32 = sized 32 true "signedInt32";
  };
  port = sized 16 false "unsignedInt16";
  numbers = {
    between = low: high: refine number "numberBetween" (v: number.check v && between low high v);
    nonnegative = refine number "numberNonnegative" (v: number.check v && v >= 0);
    positive = refine number "numberPositive" (v: number.check v && v > 0);
  };
}
