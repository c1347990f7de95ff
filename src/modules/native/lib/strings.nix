# `lib.strings` of nixpkgs as configurations use it: building, taking apart, comparing.
{ lib, primops }:
let
  inherit (builtins)
    attrNames
    compareVersions
    concatMap
    concatStringsSep
    elem
    elemAt
    filter
    foldl'
    genList
    head
    isAttrs
    isFloat
    isInt
    isList
    isPath
    isString
    length
    match
    replaceStrings
    split
    stringLength
    substring
    tail
    toJSON
    ;

  asciiLower = "abcdefghijklmnopqrstuvwxyz";
  asciiUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  chars = s: genList (i: substring i 1 s) (stringLength s);
in
rec {
  inherit (builtins)
    compareVersions
    concatMap
    elem
    elemAt
    filter
    fromJSON
    genList
    head
    isAttrs
    isInt
    isList
    isPath
    isString
    match
    parseDrvName
    readFile
    replaceStrings
    split
    storeDir
    stringLength
    substring
    tail
    toJSON
    typeOf
    unsafeDiscardStringContext
    ;

  join = concatStringsSep;
  inherit concatStringsSep;
  concatStrings = concatStringsSep "";
  concatMapStrings = f: list: concatStringsSep "" (map f list);
  concatImapStrings = f: list: concatStringsSep "" (lib.lists.imap1 f list);
  concatMapStringsSep = sep: f: list: concatStringsSep sep (map f list);
  concatImapStringsSep = sep: f: list: concatStringsSep sep (lib.lists.imap1 f list);
  concatMapAttrsStringSep = sep: f: set: concatStringsSep sep (map (name: f name set.${name}) (attrNames set));
  concatLines = concatMapStrings (line: line + "\n");
  intersperse =
    separator: list:
    if length list < 2 then list else tail (concatMap (x: [ separator x ]) list);
  replicate = n: s: concatStringsSep "" (genList (_: s) n);
  optionalString = cond: s: if cond then s else "";
  replaceString = from: to: replaceStrings [ from ] [ to ];

  hasPrefix = prefix: s: substring 0 (stringLength prefix) s == toString prefix;
  hasSuffix =
    suffix: s:
    let
      n = stringLength s;
      k = stringLength suffix;
    in
    n >= k && substring (n - k) n s == toString suffix;
  hasInfix = infix: s: stringLength infix == 0 || length (split (escapeRegex infix) "${s}") > 1;
  removePrefix = prefix: s: if hasPrefix prefix s then substring (stringLength prefix) (-1) s else s;
  removeSuffix = suffix: s: if hasSuffix suffix s then substring 0 (stringLength s - stringLength suffix) s else s;
  commonPrefixLength = a: b: length (lib.lists.commonPrefix (chars a) (chars b));
  commonSuffixLength =
    a: b: length (lib.lists.commonPrefix (lib.lists.reverseList (chars a)) (lib.lists.reverseList (chars b)));

  trim = trimWith {
    start = true;
    end = true;
  };
  trimWith =
    {
      start ? false,
      end ? false,
    }:
    s:
    let
      blank = " \t\r\n";
      left = if start then head (match "[${blank}]*(.*)" s) else s;
      right = match "(.*[^${blank}])[${blank}]*" left;
    in
    if !end then left else if right == null then "" else head right;

  splitString = sep: s: if sep == "" then chars' s else filter isString (split (escapeRegex (toString sep)) (toString s));
  chars' = s: [ "" ] ++ chars s ++ [ "" ];
  splitStringBy =
    predicate: keep: s:
    let
      step =
        acc: c:
        if predicate acc.prev c then
          {
            prev = c;
            done = acc.done ++ [ acc.open ];
            open = if keep then c else "";
          }
        else
          {
            prev = c;
            inherit (acc) done;
            open = acc.open + c;
          };
      result = foldl' step {
        prev = "";
        done = [ ];
        open = "";
      } (chars s);
    in
    if s == "" then [ "" ] else result.done ++ [ result.open ];
  stringToCharacters = chars;
  stringAsChars = f: s: concatStringsSep "" (map f (chars s));
  addContextFrom = from: to: substring 0 0 from + to;

  lowerChars = chars asciiLower;
  upperChars = chars asciiUpper;
  toLower = replaceStrings (chars asciiUpper) (chars asciiLower);
  toUpper = replaceStrings (chars asciiLower) (chars asciiUpper);
  toSentenceCase = s: toUpper (substring 0 1 s) + toLower (substring 1 (-1) s);
  toCamelCase =
    s:
    let
      pieces = filter (w: w != "") (concatMap (w: if isList w then filter (x: x != null) w else [ w ]) (split "[-_ ]+|([A-Z][^A-Z_ -]*)" s));
    in
    concatStringsSep "" (lib.lists.imap0 (i: w: if i == 0 then toLower w else toSentenceCase w) pieces);

  escape = set: replaceStrings set (map (c: "\\" + c) set);
  escapeRegex = escape (chars "\\[{()^$?*+|.");
  escapeC =
    list:
    replaceStrings list (
      map (
        c:
        "\\x"
        + fixedWidthString 2 "0" (toLower (lib.trivial.toHexString (charToInt c)))
      ) list
    );
  escapeURL =
    let
      kept = chars "${asciiUpper}${asciiLower}0123456789-_.~";
      hex = n: fixedWidthString 2 "0" (lib.trivial.toHexString n);
      changed = builtins.removeAttrs lib.strings.asciiTable kept;
    in
    replaceStrings (attrNames changed) (map (c: "%" + hex changed.${c}) (attrNames changed));
  escapeShellArg =
    arg:
    let
      s = toString arg;
    in
    if match "[[:alnum:],._+:@%/-]+" s != null then s else "'${replaceStrings [ "'" ] [ "'\\''" ] s}'";
  escapeShellArgs = concatMapStringsSep " " escapeShellArg;
  escapeNixString = s: replaceStrings [ "$" ] [ "\\$" ] (toJSON s);
  escapeNixIdentifier = s: if match "[a-zA-Z_][a-zA-Z0-9_'-]*" s != null && !elem s keywords then s else escapeNixString s;
  keywords = [ "assert" "else" "if" "in" "inherit" "let" "or" "rec" "then" "with" ];
  escapeXML = replaceStrings [ "\"" "'" "<" ">" "&" ] [ "&quot;" "&apos;" "&lt;" "&gt;" "&amp;" ];
  isValidPosixName = name: match "[a-zA-Z_][a-zA-Z0-9_]*" name != null;
  toShellVar =
    name: value:
    if isAttrs value && !isStringLike value then
      "declare -A ${name}=(${concatStringsSep " " (map (k: "[${escapeShellArg k}]=${escapeShellArg value.${k}}") (attrNames value))})"
    else if isList value then
      "declare -a ${name}=(${escapeShellArgs value})"
    else
      "${name}=${escapeShellArg value}";
  toShellVars = vars: concatStringsSep "\n" (map (name: toShellVar name vars.${name}) (attrNames vars));

  isConvertibleWithToString =
    v: isStringLike v || v == null || elem (builtins.typeOf v) [ "int" "float" "bool" ] || (isList v && builtins.all isConvertibleWithToString v);
  isStringLike = v: isString v || isPath v || (isAttrs v && (v ? outPath || v ? __toString));
  isStorePath =
    v:
    isStringLike v
    && (
      let
        s = toString v;
      in
      substring 0 1 s == "/" && dirOf s == builtins.storeDir
    );

  fileContents = file: removeSuffix "\n" (builtins.readFile file);
  nameFromURL =
    url: sep:
    let
      name = lib.lists.last (splitString "/" url);
    in
    head (splitString sep name);
  sanitizeDerivationName =
    s:
    let
      clean = concatStringsSep "" (
        map (p: if isList p then "-" else p) (split "[^[:alnum:]+._?=-]+" (head (match "\\.*(.*)" (builtins.unsafeDiscardStringContext (toString s)))))
      );
      n = stringLength clean;
      short = substring (if n > 207 then n - 207 else 0) (-1) clean;
    in
    if short == "" then "unknown" else short;
  normalizePath = s: concatStringsSep "" (map (p: if isList p then "/" else p) (split "/+" s));

  fixedWidthString =
    width: filler: s:
    let
      n = stringLength s;
    in
    if n < width then filler + fixedWidthString (width - stringLength filler) filler s else s;
  fixedWidthNumber = width: n: fixedWidthString width "0" (toString n);
  floatToString = toString;
  toInt =
    s:
    let
      found = match "[[:space:]]*(-?)0*([0-9]+)[[:space:]]*" s;
      padded = match "[[:space:]]*-?0+[0-9]+[[:space:]]*" s != null;
    in
    if found == null then
      throw "toInt: could not convert ${escapeNixString s} to int."
    else if padded then
      throw "toInt: ambiguity in interpretation of ${escapeNixString s} between octal and zero padded integer."
    else
      builtins.fromJSON (concatStringsSep "" found);
  toIntBase10 =
    s:
    let
      found = match "[[:space:]]*(-?)0*([0-9]+)[[:space:]]*" s;
    in
    if found == null then throw "toIntBase10: could not convert ${escapeNixString s} to int." else builtins.fromJSON (concatStringsSep "" found);

  getName = v: if isString v then (builtins.parseDrvName v).name else v.pname or (builtins.parseDrvName v.name).name;
  getVersion = v: if isString v then (builtins.parseDrvName v).version else v.version or (builtins.parseDrvName v.name).version;
  versionOlder = a: b: compareVersions b a == 1;
  versionAtLeast = a: b: !versionOlder a b;

  enableFeature = flag: name: "--${if flag then "enable" else "disable"}-${name}";
  enableFeatureAs = flag: name: value: enableFeature flag name + optionalString flag "=${value}";
  withFeature = flag: name: "--${if flag then "with" else "without"}-${name}";
  withFeatureAs = flag: name: value: withFeature flag name + optionalString flag "=${value}";
  cmakeOptionType = type: name: value: "-D${name}:${toUpper type}=${value}";
  cmakeBool = name: flag: cmakeOptionType "bool" name (toUpper (lib.trivial.boolToString flag));
  cmakeFeature = cmakeOptionType "string";
  mesonOption = name: value: "-D${name}=${value}";
  mesonBool = name: flag: mesonOption name (lib.trivial.boolToString flag);
  mesonEnable = name: flag: mesonOption name (if flag then "enabled" else "disabled");

  makeSearchPath = sub: paths: concatStringsSep ":" (map (p: "${p}/${sub}") (filter (p: p != null) paths));
  makeSearchPathOutput = output: sub: pkgs: makeSearchPath sub (map (lib.attrsets.getOutput output) pkgs);
  makeLibraryPath = makeSearchPathOutput "lib" "lib";
  makeIncludePath = makeSearchPathOutput "dev" "include";
  makeBinPath = makeSearchPathOutput "bin" "bin";

  # Every character but NUL that has one byte.
  asciiTable =
    let
      printable = genList (i: substring i 1 " !\"#$%&'()*+,-./0123456789:;<=>?@${asciiUpper}[\\]^_`${asciiLower}{|}~") 95;
    in
    builtins.listToAttrs (lib.lists.imap0 (i: name: { inherit name; value = i + 32; }) printable)
    // {
      "\t" = 9;
      "\n" = 10;
      "\r" = 13;
    };
  charToInt = c: lib.strings.asciiTable.${c};

  levenshtein =
    a: b:
    let
      n = stringLength b;
      bs = chars b;
      smallest = foldl' lib.trivial.min;
      row =
        prev: c:
        foldl' (
          acc: j:
          acc
          ++ [
            (smallest (elemAt acc j + 1) [
              (elemAt prev (j + 1) + 1)
              (elemAt prev j + (if elemAt bs j == c then 0 else 1))
            ])
          ]
        ) [ (head prev + 1) ] (genList (j: j) n);
    in
    lib.lists.last (foldl' row (genList (j: j) (n + 1)) (chars a));
  levenshteinAtMost = k: a: b: levenshtein a b <= k;
}
