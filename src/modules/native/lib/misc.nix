# The small namespaces of nixpkgs' `lib`: asserts, debug, versions, network, kernel, strings with dependencies, and old helpers.
{ lib, primops }:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    elem
    elemAt
    filter
    foldl'
    head
    isAttrs
    isList
    length
    match
    tail
    ;
  inherit (primops) openAttrs unknown;
in
{
  asserts = rec {
    assertMsg = pred: message: pred || throw message;
    assertOneOf =
      name: value: valid:
      assertMsg (elem value valid) "${name} must be one of ${lib.generators.toPretty { } valid}, but is: ${lib.generators.toPretty { } value}";
    assertEachOneOf = name: values: valid: builtins.all (v: assertOneOf name v valid) values;
    checkAssertWarn =
      assertions: _warnings: value:
      let
        failed = filter (a: !a.assertion) assertions;
      in
      if failed == [ ] then value else throw (concatStringsSep "\n" (map (a: a.message) failed));
  };

  debug = rec {
    inherit (builtins) addErrorContext trace unsafeGetAttrPos;
    traceIf = _pred: _message: v: v;
    traceVal = v: v;
    traceValFn = _f: v: v;
    traceSeq = _x: v: v;
    traceSeqN = _depth: _x: v: v;
    traceFnSeqN = _depth: _name: f: f;
    traceValSeq = v: v;
    traceValSeqFn = _f: v: v;
    traceValSeqN = _depth: v: v;
    traceValSeqNFn = _f: _depth: v: v;
    runTests =
      tests:
      lib.lists.flatten (
        map (
          name:
          let
            t = tests.${name};
          in
          if lib.strings.hasPrefix "test" name && t.expr != t.expected then [ { inherit name; inherit (t) expected; result = t.expr; } ] else [ ]
        ) (attrNames tests)
      );
    testAllTrue = list: {
      expr = list;
      expected = map (_: true) list;
    };
    throwTestFailures = { failures, ... }: if failures == [ ] then null else throw "tests failed";
  };

  versions =
    let
      part = n: v: if length (builtins.splitVersion v) > n then elemAt (builtins.splitVersion v) n else "0";
    in
    rec {
      inherit (builtins) compareVersions splitVersion;
      major = part 0;
      minor = part 1;
      patch = part 2;
      majorMinor = v: concatStringsSep "." (lib.lists.take 2 (builtins.splitVersion v));
      pad =
        n: v:
        let
          pieces = lib.strings.splitString "." (head (match "([^-+]*).*" v));
          rest = head (match "[^-+]*(.*)" v);
          have = length pieces;
        in
        concatStringsSep "." (if have >= n then lib.lists.take n pieces else pieces ++ lib.lists.replicate (n - have) "0") + rest;
    };

  network.ipv6 = {
    fromString = _: unknown "lib.network.ipv6";
    mkEUI64Suffix = _: unknown "lib.network.ipv6";
  };
  kernel = rec {
    yes = { tristate = "y"; optional = false; };
    no = { tristate = "n"; optional = false; };
    module = { tristate = "m"; optional = false; };
    unset = { tristate = null; optional = false; };
    freeform = v: { freeform = v; optional = false; };
    option = v: v // { optional = true; };
    whenHelpers = version: {
      whenAtLeast = v: x: if lib.strings.versionAtLeast version v then x else { };
      whenOlder = v: x: if lib.strings.versionOlder version v then x else { };
      whenBetween = lo: hi: x: if lib.strings.versionAtLeast version lo && lib.strings.versionOlder version hi then x else { };
    };
  };

  stringsWithDeps = rec {
    fullDepEntry = text: deps: { inherit text deps; };
    noDepEntry = text: fullDepEntry text [ ];
    packEntry = deps: fullDepEntry "" deps;
    stringAfter = deps: text: fullDepEntry text deps;
    textClosureList =
      predefined: wanted:
      let
        visit =
          acc: name:
          if acc.done ? ${name} then
            acc
          else
            let
              entry = predefined.${name};
              inner = foldl' visit (acc // { done = acc.done // { ${name} = true; }; }) (entry.deps or [ ]);
            in
            inner // { texts = inner.texts ++ [ (if isAttrs entry then entry.text else entry) ]; };
      in
      (foldl' visit {
        done = { };
        texts = [ ];
      } wanted).texts;
    textClosureMap = f: predefined: names: concatStringsSep "\n" (map f (textClosureList predefined names));
  };

  misc = rec {
    maybeEnv = _name: default: default;
    ifEnable = cond: v: if cond then v else if isAttrs v then { } else if isList v then [ ] else "";
    checkFlag = set: name: set.${name} or false;
    getValue = set: _pairs: name: set.${name};
    maybeAttr = name: default: set: set.${name} or default;
    maybeAttrNullable = name: default: set: if set == null then default else set.${name} or default;
    condConcat = name: list: checker: name;
    imap = lib.lists.imap1;
    setAttr = set: name: v: set // { ${name} = v; };
    setAttrMerge = name: default: set: f: set // { ${name} = f (set.${name} or default); };
    mergeAttrsWithFunc =
      f: a: b:
      foldl' (acc: name: acc // { ${name} = f a.${name} b.${name}; }) (a // b) (attrNames (builtins.intersectAttrs a b));
    mergeAttrsConcatenateValues = mergeAttrsWithFunc (a: b: a ++ b);
    mergeAttrsNoOverride = _options: a: b: a // b;
    uniqList = { inputList, acc ? [ ] }: lib.lists.unique (acc ++ inputList);
    closePropagation = pkgs: pkgs;
    nixType = v: builtins.typeOf v;
    nvs = name: value: lib.attrsets.nameValuePair name value;
    fakeHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    fakeSha256 = lib.strings.replicate 64 "0";
    fakeSha512 = lib.strings.replicate 128 "0";
  };

  flakes = {
    parseFlakeRef = builtins.parseFlakeRef or (_: unknown "a flake reference");
    flakeRefToString = builtins.flakeRefToString or (_: unknown "a flake reference");
  };
  fetchers = openAttrs "lib.fetchers" {
    proxyImpureEnvVars = [ ];
    normalizeHash = _options: args: args;
    withNormalizedHash = _options: f: f;
  };
  licenses = openAttrs "lib.licenses" { };
  maintainers = openAttrs "lib.maintainers" { };
  teams = openAttrs "lib.teams" { };
  sourceTypes = openAttrs "lib.sourceTypes" {
    fromSource = { shortName = "fromSource"; isSource = true; };
    binaryNativeCode = { shortName = "binaryNativeCode"; isSource = false; };
  };
}
