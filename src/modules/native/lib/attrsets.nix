# `lib.attrsets` of nixpkgs as configurations use it.
{ lib, primops }:
let
  inherit (builtins)
    all
    attrNames
    attrValues
    concatLists
    concatMap
    concatStringsSep
    elemAt
    filter
    foldl'
    genList
    head
    isAttrs
    isList
    isString
    length
    listToAttrs
    mapAttrs
    removeAttrs
    tail
    zipAttrsWith
    ;
  isDerivation = v: v.type or null == "derivation";
in
rec {
  inherit (builtins)
    attrNames
    attrValues
    catAttrs
    getAttr
    hasAttr
    intersectAttrs
    isAttrs
    listToAttrs
    mapAttrs
    removeAttrs
    ;
  inherit isDerivation;

  attrByPath =
    path: default: set:
    let
      n = length path;
      go =
        i: v:
        if i == n then
          v
        else
          let
            name = elemAt path i;
          in
          if v ? ${name} then go (i + 1) v.${name} else default;
    in
    go 0 set;

  hasAttrByPath =
    path: set:
    let
      n = length path;
      go = i: v: i == n || (v ? ${elemAt path i} && go (i + 1) v.${elemAt path i});
    in
    go 0 set;

  longestValidPathPrefix =
    path: set:
    let
      go =
        taken: rest: v:
        if rest != [ ] && isAttrs v && v ? ${head rest} then go (taken ++ [ (head rest) ]) (tail rest) v.${head rest} else taken;
    in
    go [ ] path set;

  getAttrFromPath = path: set: foldl' (v: name: v.${name}) set path;
  setAttrByPath =
    path: value:
    let
      n = length path;
      go = i: if i == n then value else { ${elemAt path i} = go (i + 1); };
    in
    go 0;

  showAttrPath = path: if path == [ ] then "<root attribute path>" else concatStringsSep "." (map lib.strings.escapeNixIdentifier path);

  attrVals = names: set: map (name: set.${name}) names;
  getAttrs = names: set: genAttrs names (name: set.${name});
  filterAttrs = keep: set: removeAttrs set (filter (name: !keep name set.${name}) (attrNames set));
  filterAttrsRecursive =
    keep: set:
    listToAttrs (
      concatMap (
        name:
        let
          value = set.${name};
        in
        if keep name value then [ (nameValuePair name (if isAttrs value then filterAttrsRecursive keep value else value)) ] else [ ]
      ) (attrNames set)
    );

  foldlAttrs = f: init: set: foldl' (acc: name: f acc name set.${name}) init (attrNames set);
  foldAttrs = op: nul: sets: mapAttrs (_name: values: lib.lists.foldr op nul values) (zipAttrs sets);
  collect =
    wanted: v:
    if wanted v then
      [ v ]
    else if isAttrs v then
      concatMap (collect wanted) (attrValues v)
    else
      [ ];

  cartesianProduct =
    sets: foldl' (rows: name: concatMap (row: map (value: row // { ${name} = value; }) sets.${name}) rows) [ { } ] (attrNames sets);
  cartesianProductOfSets = cartesianProduct;
  mapCartesianProduct = f: sets: map f (cartesianProduct sets);

  nameValuePair = name: value: { inherit name value; };
  mapAttrs' = f: set: listToAttrs (map (name: f name set.${name}) (attrNames set));
  mapAttrsToList = f: set: map (name: f name set.${name}) (attrNames set);
  attrsToList = mapAttrsToList nameValuePair;
  concatMapAttrs = f: set: mergeAttrsList (mapAttrsToList f set);
  mapAttrsRecursive = mapAttrsRecursiveCond (_: true);
  mapAttrsRecursiveCond =
    cond: f:
    let
      go = path: mapAttrs (name: v: if isAttrs v && cond v then go (path ++ [ name ]) v else f (path ++ [ name ]) v);
    in
    go [ ];
  mapAttrsToListRecursive = mapAttrsToListRecursiveCond (_: _: true);
  mapAttrsToListRecursiveCond =
    cond: f:
    let
      go =
        path: set:
        concatMap (
          name:
          let
            at = path ++ [ name ];
            v = set.${name};
          in
          if isAttrs v && cond at v then go at v else [ (f at v) ]
        ) (attrNames set);
    in
    go [ ];

  genAttrs = names: f: listToAttrs (map (name: { inherit name; value = f name; }) names);
  genAttrs' = list: f: listToAttrs (map f list);
  # Under a condition that is not known, what it is made of is known: as a definition it touches nothing else.
  optionalAttrs = cond: set: if primops.isUnknown cond then primops.may set else if cond then set else { };
  mergeAttrsList = foldl' (a: b: a // b) { };

  zipAttrs = zipAttrsWith (_name: values: values);
  zipAttrsWith = builtins.zipAttrsWith;
  zipAttrsWithNames = names: f: sets: genAttrs names (name: f name (builtins.catAttrs name sets));

  recursiveUpdateUntil =
    stop: lhs: rhs:
    let
      go =
        path: a: b:
        a
        // mapAttrs (
          name: new:
          if !(a ? ${name}) then
            new
          else
            let
              at = path ++ [ name ];
              old = a.${name};
            in
            if stop at old new then new else go at old new
        ) b;
    in
    go [ ] lhs rhs;
  recursiveUpdate =
    lhs: rhs: lhs // mapAttrs (name: new: if lhs ? ${name} && isAttrs new && isAttrs lhs.${name} then recursiveUpdate lhs.${name} new else new) rhs;

  updateManyAttrsByPath =
    updates: set:
    let
      one =
        value: update:
        let
          go =
            path: has: v:
            if path == [ ] then
              (if has then update.update v else update.update (throw "updateManyAttrsByPath: '${showAttrPath update.path}' does not exist"))
            else
              let
                name = head path;
                inside = has && isAttrs v && v ? ${name};
              in
              (if has then v else { }) // { ${name} = go (tail path) inside (if inside then v.${name} else null); };
        in
        go update.path true value;
      # Updates of a prefix come before those below it.
      ordered = builtins.sort (a: b: length a.path < length b.path) updates;
    in
    foldl' one set ordered;

  overrideExisting = old: new: mapAttrs (name: value: new.${name} or value) old;
  matchAttrs =
    pattern: set:
    all (
      name:
      set ? ${name}
      && (
        let
          want = pattern.${name};
          have = set.${name};
        in
        if isAttrs want then isAttrs have && matchAttrs want have else want == have
      )
    ) (attrNames pattern);
  unionOfDisjoint =
    a: b:
    let
      both = attrNames (builtins.intersectAttrs a b);
    in
    if both == [ ] then a // b else (a // b) // genAttrs both (name: throw "unionOfDisjoint: collision on ${name}");

  toDerivation =
    path:
    let
      store = builtins.storePath path;
    in
    {
      type = "derivation";
      name = builtins.unsafeDiscardStringContext (baseNameOf store);
      outPath = store;
      outputs = [ "out" ];
      outputName = "out";
    };

  getFirstOutput =
    candidates: pkg:
    if !(isAttrs pkg) || pkg.outputSpecified or false then
      pkg
    else
      let
        found = filter (output: pkg ? ${output}) candidates;
      in
      if found == [ ] then pkg else pkg.${head found};
  getOutput = output: getFirstOutput [ output "out" ];
  getBin = getOutput "bin";
  getLib = getOutput "lib";
  getStatic = getFirstOutput [ "static" "lib" "out" ];
  getDev = getOutput "dev";
  getInclude = getFirstOutput [ "include" "dev" "out" ];
  getMan = getOutput "man";
  chooseDevOutputs = map getDev;
  recurseIntoAttrs = set: set // { recurseForDerivations = true; };
  dontRecurseIntoAttrs = set: set // { recurseForDerivations = false; };
}
