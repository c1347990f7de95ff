# `lib.trivial` of nixpkgs as configurations use it.
{ lib, primops }:
let
  inherit (builtins)
    concatLists
    elem
    elemAt
    filter
    foldl'
    fromJSON
    fromTOML
    genList
    isFunction
    length
    pathExists
    readFile
    replaceStrings
    stringLength
    substring
    tail
    ;

  hexDigits = [ "0" "1" "2" "3" "4" "5" "6" "7" "8" "9" "A" "B" "C" "D" "E" "F" ];
  hexValues = {
    "0" = 0; "1" = 1; "2" = 2; "3" = 3; "4" = 4; "5" = 5; "6" = 6; "7" = 7; "8" = 8; "9" = 9;
    a = 10; b = 11; c = 12; d = 13; e = 14; f = 15;
    A = 10; B = 11; C = 12; D = 13; E = 14; F = 15;
  };

  release = primops.nixpkgsRelease;
in
rec {
  id = x: x;
  const = x: _: x;
  pipe = foldl' (value: step: step value);
  concat = x: y: x ++ y;
  flip = f: a: b: f b a;
  mapNullable = f: a: if a == null then null else f a;
  defaultTo = default: maybe: if maybe == null then default else maybe;

  or = x: y: x || y;
  and = x: y: x && y;
  xor = x: y: x != y;
  bitNot = builtins.sub (-1);
  boolToString = b: if b then "true" else "false";
  boolToYesNo = b: if b then "yes" else "no";
  mergeAttrs = x: y: x // y;

  inherit (builtins)
    add
    bitAnd
    bitOr
    bitXor
    ceil
    deepSeq
    div
    floor
    genericClosure
    isBool
    isFloat
    isInt
    lessThan
    mul
    pathExists
    readFile
    seq
    sub
    ;

  min = x: y: if x < y then x else y;
  max = x: y: if x > y then x else y;
  mod = base: int: base - int * (builtins.div base int);
  compare = a: b: if a < b then -1 else if a > b then 1 else 0;
  splitByAndCompare =
    p: yes: no: a: b:
    if p a then (if p b then yes a b else -1) else if p b then 1 else no a b;

  importJSON = path: fromJSON (readFile path);
  importTOML = path: fromTOML (readFile path);

  inherit release;
  versionSuffix = "pre-git";
  version = "${release}${versionSuffix}";
  nixpkgsVersion = version;
  codeName = primops.unknown "the code name of the release";
  oldestSupportedRelease = release;
  oldestSupportedReleaseIsAtLeast = wanted: builtins.compareVersions wanted release <= 0;
  isInOldestRelease = oldestSupportedReleaseIsAtLeast;
  revisionWithDefault = default: default;
  inNixShell = false;
  inPureEvalMode = true;

  # Messages are of no interest here: the value is what counts.
  warn = _message: value: value;
  info = _message: value: value;
  # As in nixpkgs, they give a function: its guards are those of nixpkgs.
  warnIf = _cond: _message: id;
  warnIfNot = _cond: _message: id;
  throwIf = cond: message: value: if cond then throw message else value;
  throwIfNot = cond: throwIf (!cond);
  showWarnings = _messages: value: value;

  checkListOfEnum =
    message: valid: given: value:
    let
      wrong = filter (x: !elem x valid) given;
    in
    if wrong == [ ] then
      value
    else
      throw "${message}: ${toString wrong} unexpected; valid ones: ${toString valid}";

  isFunction = f: builtins.isFunction f || (builtins.isAttrs f && f ? __functor && isFunction (f.__functor f));
  functionArgs =
    f: if builtins.isAttrs f && f ? __functor then f.__functionArgs or (functionArgs (f.__functor f)) else builtins.functionArgs f;
  setFunctionArgs = f: args: {
    __functor = _self: f;
    __functionArgs = args;
  };
  mirrorFunctionArgs =
    f:
    let
      args = functionArgs f;
    in
    g: if args == { } && !(builtins.isAttrs f) then g else setFunctionArgs g args;
  toFunction = v: if isFunction v then v else _: v;

  toBaseDigits =
    base: number:
    let
      go = n: if n < base then [ n ] else go (n / base) ++ [ (mod n base) ];
    in
    go number;
  toHexString = n: builtins.concatStringsSep "" (map (elemAt hexDigits) (toBaseDigits 16 n));
  fromHexString =
    text:
    let
      digits = replaceStrings [ "0x" "0X" ] [ "" "" ] text;
    in
    foldl' (acc: i: acc * 16 + hexValues.${substring i 1 digits}) 0 (genList id (stringLength digits));
}
