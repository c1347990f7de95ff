# `lib.lists` of nixpkgs as configurations use it.
{ lib, primops }:
let
  inherit (builtins)
    attrNames
    concatLists
    concatMap
    elem
    elemAt
    filter
    foldl'
    genList
    hasAttr
    head
    isInt
    isList
    isString
    length
    listToAttrs
    partition
    sort
    split
    tail
    ;
  # What goes by the number of elements goes by those that are known; the result is as open as the list was.
  known = primops.closed;
  isOpen = primops.isOpen;
  over =
    list: f:
    let
      result = f (known list);
    in
    if isOpen list then primops.openList result else result;
  smaller = a: b: if a < b then a else b;
in
rec {
  inherit (builtins)
    all
    any
    concatLists
    concatMap
    elem
    elemAt
    filter
    foldl'
    genList
    groupBy
    head
    length
    map
    partition
    sort
    tail
    ;
  isList = builtins.isList;

  singleton = x: [ x ];
  forEach = list: f: map f list;
  toList = x: if isList x then x else [ x ];
  optional = cond: x: if cond then [ x ] else [ ];
  optionals = cond: list: if cond then list else [ ];
  range = first: last: if first > last then [ ] else genList (i: first + i) (last - first + 1);
  replicate = n: x: genList (_: x) n;

  foldr =
    op: nul: list:
    let
      n = length list;
      go = i: if i == n then nul else op (elemAt list i) (go (i + 1));
    in
    go 0;
  fold = foldr;
  foldl =
    op: nul: list:
    let
      go = n: if n == 0 then nul else op (go (n - 1)) (elemAt list (n - 1));
    in
    go (length list);

  imap0 = f: list: over list (list: genList (i: f i (elemAt list i)) (length list));
  imap1 = f: list: over list (list: genList (i: f (i + 1) (elemAt list i)) (length list));
  ifilter0 = keep: list: over list (list: map (elemAt list) (filter (i: keep i (elemAt list i)) (genList (i: i) (length list))));
  concatAttrValues = set: concatLists (builtins.attrValues set);
  flatten = x: if isList x then concatMap flatten x else [ x ];
  remove = x: filter (y: y != x);

  findFirstIndex =
    pred: default: list:
    let
      n = length list;
      go = i: if i == n then default else if pred (elemAt list i) then i else go (i + 1);
    in
    go 0;
  findFirst =
    pred: default: list:
    let
      i = findFirstIndex pred null list;
    in
    if i == null then default else elemAt list i;
  findSingle =
    pred: none: several: list:
    let
      found = filter pred list;
      n = length found;
    in
    if n == 0 then none else if n == 1 then head found else several;
  count = pred: list: length (filter pred list);

  groupBy' = op: nul: key: list: builtins.mapAttrs (_: foldl op nul) (builtins.groupBy key list);
  zipListsWith = f: a: b: genList (i: f (elemAt a i) (elemAt b i)) (smaller (length a) (length b));
  zipLists = zipListsWith (fst: snd: { inherit fst snd; });
  crossLists = f: foldl (fs: args: concatMap (g: map g args) fs) [ f ];

  reverseList =
    list:
    over list (
      list:
      let
        n = length list;
      in
      genList (i: elemAt list (n - i - 1)) n
    );

  listDfs =
    stopOnCycles: before: list:
    let
      go =
        us: visited: rest:
        let
          loops = filter (x: before x us) visited;
          next = partition (x: before x us) rest;
        in
        if stopOnCycles && loops != [ ] then
          {
            cycle = us;
            inherit loops visited rest;
          }
        else if next.right == [ ] then
          {
            minimal = us;
            inherit visited rest;
          }
        else
          go (head next.right) ([ us ] ++ visited) (tail next.right ++ next.wrong);
    in
    go (head list) [ ] (tail list);

  toposort =
    before: list:
    let
      step = listDfs true before list;
      others = toposort before (step.visited ++ step.rest);
    in
    if length list < 2 then
      { result = list; }
    else if step ? cycle then
      {
        cycle = reverseList ([ step.cycle ] ++ step.visited);
        inherit (step) loops;
      }
    else if others ? cycle then
      others
    else
      { result = [ step.minimal ] ++ others.result; };

  sortOn =
    key: list:
    map (p: p.v) (
      sort (a: b: a.k < b.k) (
        map (v: {
          k = key v;
          inherit v;
        }) list
      )
    );
  compareLists =
    cmp: a: b:
    let
      go =
        i:
        if i == length a then
          (if i == length b then 0 else -1)
        else if i == length b then
          1
        else
          let
            c = cmp (elemAt a i) (elemAt b i);
          in
          if c == 0 then go (i + 1) else c;
    in
    go 0;
  naturalSort =
    list:
    let
      parts = s: map (p: if isList p then builtins.fromJSON (number (head p)) else p) (split "([0-9]+)" s);
      number =
        s:
        let
          stripped = builtins.match "0*([0-9]+)" s;
        in
        head stripped;
      order = compareLists (a: b: if builtins.typeOf a != builtins.typeOf b then (if isInt a then -1 else 1) else lib.trivial.compare a b);
    in
    map (p: p.v) (
      sort (a: b: order a.k b.k < 0) (
        map (v: {
          k = parts v;
          inherit v;
        }) list
      )
    );

  sublist =
    start: count: list:
    let
      n = length list;
      left = if start >= n then 0 else if count > n - start then n - start else count;
    in
    genList (i: elemAt list (start + i)) left;
  take = sublist 0;
  drop = n: list: sublist n (length list) list;
  takeEnd = n: list: drop (if length list > n then length list - n else 0) list;
  dropEnd = n: list: take (if length list > n then length list - n else 0) list;
  last = list: assert lib.asserts.assertMsg (list != [ ]) "lists.last: list must not be empty!"; elemAt list (length list - 1);
  init = list: assert lib.asserts.assertMsg (list != [ ]) "lists.init: list must not be empty!"; take (length list - 1) list;
  replaceElemAt = list: at: new: genList (i: if i == at then new else elemAt list i) (length list);

  commonPrefix =
    a: b:
    let
      n = smaller (length a) (length b);
      go = i: if i < n && elemAt a i == elemAt b i then go (i + 1) else i;
    in
    take (go 0) a;
  hasPrefix = prefix: list: take (length prefix) list == prefix;
  removePrefix =
    prefix: list:
    if hasPrefix prefix list then drop (length prefix) list else throw "lists.removePrefix: the first list is no prefix of the second";

  intersectLists = a: filter (x: elem x a);
  subtractLists = a: filter (x: !elem x a);
  mutuallyExclusive = a: b: !builtins.any (x: elem x a) b;

  # Strings, the usual case, take the short way. What is unknown is kept, and so are the elements that there may be besides.
  unique =
    list:
    let
      sure = uniqueKnown (known list);
      more = primops.rest list;
    in
    if !(isOpen list) then
      sure
    else if more == null then
      primops.openList sure
    else
      primops.perhaps sure (subtractLists sure (uniqueKnown more));
  uniqueKnown =
    list:
    let
      known = filter (x: !primops.isUnknown x) list;
      unknown = filter primops.isUnknown list;
      present =
        x: acc:
        let
          found = elem x acc;
        in
        !primops.isUnknown found && found;
      distinct =
        if builtins.all isString known then
          uniqueStrings' known
        else
          foldl' (acc: x: if present x acc then acc else acc ++ [ x ]) [ ] known;
    in
    if unknown == [ ] then distinct else distinct ++ unknown;
  uniqueStrings' =
    list:
    let
      n = length list;
      first = listToAttrs (
        genList (i: {
          name = builtins.unsafeDiscardStringContext (elemAt list i);
          value = i;
        }) n
      );
    in
    if length (attrNames first) == n then
      list
    else
      map (elemAt list) (filter (i: first.${builtins.unsafeDiscardStringContext (elemAt list i)} == i) (genList (i: i) n));
  uniqueStrings = list: attrNames (builtins.groupBy (x: x) list);
  allUnique = list: length (unique list) == length list;
}
