# attrsets: each expression with its value.
lib:
with lib;
{
  attrByPath = {
    expr = [ (attrByPath ["a" "b"] 7 {a.b=1;}) (attrByPath ["a" "c"] 7 {a.b=1;}) (attrByPath [] 7 {a=1;}) ];
    expected = [ 1 7 { a = 1; } ];
  };
  has = {
    expr = [ (hasAttrByPath ["a" "b"] {a.b=1;}) (hasAttrByPath ["a" "b" "c"] {a.b=1;}) ];
    expected = [ true false ];
  };
  lvp = {
    expr = attrsets.longestValidPathPrefix ["a" "b" "c"] {a.b=1;};
    expected = [ "a" "b" ];
  };
  setp = {
    expr = setAttrByPath ["a" "b"] 3;
    expected = { a = { b = 3; }; };
  };
  getp = {
    expr = getAttrFromPath ["a" "b"] {a.b=4;};
    expected = 4;
  };
  showp = {
    expr = [ (showAttrPath ["a" "b c" "if"]) (showAttrPath []) ];
    expected = [ "a.\"b c\".\"if\"" "<root attribute path>" ];
  };
  attrVals = {
    expr = attrVals ["a" "b"] {a=1;b=2;c=3;};
    expected = [ 1 2 ];
  };
  getAttrs = {
    expr = getAttrs ["a"] {a=1;b=2;};
    expected = { a = 1; };
  };
  fa = {
    expr = filterAttrs (n: v: n=="a" || v>2) {a=1;b=2;c=3;};
    expected = { a = 1; c = 3; };
  };
  far = {
    expr = filterAttrsRecursive (n: v: n != "x") {a.x=1;a.y=2;x=3;};
    expected = { a = { y = 2; }; };
  };
  foldl = {
    expr = foldlAttrs (acc: n: v: acc + n + toString v) "" {a=1;b=2;};
    expected = "a1b2";
  };
  foldA = {
    expr = foldAttrs (i: acc: [i] ++ acc) [] [{a=1;b=2;}{a=3;}];
    expected = { a = [ 1 3 ]; b = [ 2 ]; };
  };
  collect = {
    expr = collect isList {a=[1];b.c=[2];d=3;};
    expected = [ [ 1 ] [ 2 ] ];
  };
  cart = {
    expr = cartesianProduct {a=[1 2];b=[3 4];};
    expected = [ { a = 1; b = 3; } { a = 1; b = 4; } { a = 2; b = 3; } { a = 2; b = 4; } ];
  };
  mcp = {
    expr = mapCartesianProduct ({a,b}: a+b) {a=[1 2];b=[3 4];};
    expected = [ 4 5 5 6 ];
  };
  ma1 = {
    expr = mapAttrs' (n: v: nameValuePair ("x"+n) v) {a=1;};
    expected = { xa = 1; };
  };
  ma2 = {
    expr = mapAttrsToList (n: v: n+v) {a="1";b="2";};
    expected = [ "a1" "b2" ];
  };
  cma = {
    expr = concatMapAttrs (n: v: {${n}=v; ${n+v}=1;}) {a="1";};
    expected = { a = "1"; a1 = 1; };
  };
  mar = {
    expr = mapAttrsRecursive (p: v: concatStringsSep "." p) {a.b=1;c=2;};
    expected = { a = { b = "a.b"; }; c = "c"; };
  };
  marc = {
    expr = mapAttrsRecursiveCond (a: !(a ? stop)) (p: v: p) {a.b=1;c.stop=2;};
    expected = { a = { b = [ "a" "b" ]; }; c = [ "c" ]; };
  };
  matlr = {
    expr = mapAttrsToListRecursive (p: v: "${concatStringsSep "." p}=${toString v}") {a.b=1;c=2;};
    expected = [ "a.b=1" "c=2" ];
  };
  gen = {
    expr = genAttrs ["a" "b"] (n: n+n);
    expected = { a = "aa"; b = "bb"; };
  };
  gen2 = {
    expr = genAttrs' ["a"] (n: nameValuePair (n+"1") n);
    expected = { a1 = "a"; };
  };
  mal = {
    expr = mergeAttrsList [{a=1;}{b=2;a=3;}];
    expected = { a = 3; b = 2; };
  };
  zip = {
    expr = zipAttrs [{a=1;}{a=2;b=1;}];
    expected = { a = [ 1 2 ]; b = [ 1 ]; };
  };
  zipn = {
    expr = zipAttrsWithNames ["a"] (n: v: v) [{a=1;}{a=2;b=1;}];
    expected = { a = [ 1 2 ]; };
  };
  ru = {
    expr = recursiveUpdate {a.b=1;a.c=2;d=1;} {a.b=3;d.x=1;e=5;};
    expected = { a = { b = 3; c = 2; }; d = { x = 1; }; e = 5; };
  };
  ruu = {
    expr = recursiveUpdateUntil (p: l: r: p==["foo"]) {foo.bar=1;x.y=1;} {foo.z=2;x.w=2;};
    expected = { foo = { z = 2; }; x = { w = 2; y = 1; }; };
  };
  um = {
    expr = updateManyAttrsByPath [{path=["a" "b"]; update = o: {d=o.c;};} {path=["x"]; update = _: 5;}] {a.b.c=0; x=1;};
    expected = { a = { b = { d = 0; }; }; x = 5; };
  };
  oe = {
    expr = overrideExisting {a=1;b=2;} {a=3;c=4;};
    expected = { a = 3; b = 2; };
  };
  match = {
    expr = [ (matchAttrs {a.b=1;} {a.b=1;c=1;}) (matchAttrs {a=1;} {a=2;}) (matchAttrs {a=1;} {}) ];
    expected = [ true false false ];
  };
  uod = {
    expr = attrsets.unionOfDisjoint {a=1;} {b=2;};
    expected = { a = 1; b = 2; };
  };
  go = {
    expr = [ (getOutput "dev" {dev="d";out="o";}) (getOutput "x" {out="o";}) (getBin {outputSpecified=true; outPath="p"; bin="b";}).outPath ];
    expected = [ "d" "o" "p" ];
  };
  a2l = {
    expr = attrsToList {a=1;};
    expected = [ { name = "a"; value = 1; } ];
  };
}
