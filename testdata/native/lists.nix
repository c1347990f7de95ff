# lists: each expression with its value.
lib:
with lib;
{
  sing = {
    expr = singleton 1;
    expected = [ 1 ];
  };
  fe = {
    expr = forEach [1 2] (x: x*2);
    expected = [ 2 4 ];
  };
  tl = {
    expr = [ (toList 1) (toList [1]) ];
    expected = [ [ 1 ] [ 1 ] ];
  };
  opt = {
    expr = [ (optional true 1) (optional false 1) (optionals true [1]) ];
    expected = [ [ 1 ] [ ] [ 1 ] ];
  };
  range = {
    expr = [ (range 2 5) (range 3 2) ];
    expected = [ [ 2 3 4 5 ] [ ] ];
  };
  rep = {
    expr = replicate 3 "a";
    expected = [ "a" "a" "a" ];
  };
  foldr = {
    expr = foldr (a: b: a+b) "z" ["a" "b"];
    expected = "abz";
  };
  foldl2 = {
    expr = foldl (a: b: a+b) "z" ["a" "b"];
    expected = "zab";
  };
  imap = {
    expr = [ (imap0 (i: v: "${v}${toString i}") ["a" "b"]) (imap1 (i: v: "${v}${toString i}") ["a" "b"]) ];
    expected = [ [ "a0" "b1" ] [ "a1" "b2" ] ];
  };
  ifl = {
    expr = ifilter0 (i: v: i==1) ["a" "b"];
    expected = [ "b" ];
  };
  flat = {
    expr = flatten [1 [2 [3] 4] 5];
    expected = [ 1 2 3 4 5 ];
  };
  rem = {
    expr = remove 3 [1 3 4 3];
    expected = [ 1 4 ];
  };
  ff = {
    expr = [ (findFirst (x: x>3) 7 [1 6 4]) (findFirst (x: x>9) 7 [1 6 4]) (lists.findFirstIndex (x: x>3) null [1 6 4]) ];
    expected = [ 6 7 1 ];
  };
  fs = {
    expr = [ (findSingle (x: x==3) "n" "m" [1 3]) (findSingle (x: x==3) "n" "m" [1 3 3]) (findSingle (x: x==3) "n" "m" [1]) ];
    expected = [ 3 "m" "n" ];
  };
  cnt = {
    expr = count (x: x==3) [3 2 3];
    expected = 2;
  };
  gb = {
    expr = groupBy' (a: b: a+b) 0 (x: if x>2 then "b" else "s") [1 2 3 4];
    expected = { b = 7; s = 3; };
  };
  zl = {
    expr = zipLists [1 2] ["a" "b" "c"];
    expected = [ { fst = 1; snd = "a"; } { fst = 2; snd = "b"; } ];
  };
  zlw = {
    expr = zipListsWith (a: b: a+b) ["h" "l"] ["e" "o"];
    expected = [ "he" "lo" ];
  };
  rev = {
    expr = reverseList [1 2 3];
    expected = [ 3 2 1 ];
  };
  topo = {
    expr = toposort (a: b: a<b) [3 2 1];
    expected = { result = [ 1 2 3 ]; };
  };
  topo2 = {
    expr = (toposort hasPrefix ["/home/user" "other" "/" "/home"]);
    expected = { result = [ "/" "/home" "/home/user" "other" ]; };
  };
  topo3 = {
    expr = toposort (a: b: a==1&&b==2||a==2&&b==1) [1 2];
    expected = { cycle = [ 1 2 ]; loops = [ 1 ]; };
  };
  ldfs = {
    expr = listDfs true hasPrefix ["/home/user" "other" "/" "/home"];
    expected = { minimal = "/"; rest = [ "/home" "other" ]; visited = [ "/home/user" ]; };
  };
  cl = {
    expr = compareLists compare [1 2] [1 3];
    expected = (-1);
  };
  ns = {
    expr = naturalSort ["disk11" "disk8" "disk100" "disk9" "v0.2" "v0.15" "a01" "a1"];
    expected = [ "a01" "a1" "disk8" "disk9" "disk11" "disk100" "v0.2" "v0.15" ];
  };
  so = {
    expr = sortOn stringLength ["aa" "b" "cccc"];
    expected = [ "b" "aa" "cccc" ];
  };
  sub = {
    expr = [ (sublist 1 3 ["a" "b" "c" "d" "e"]) (sublist 1 3 []) (take 2 [1 2 3]) (drop 2 [1 2 3]) (takeEnd 2 [1 2 3]) (lists.dropEnd 2 [1 2 3]) (take 9 [1]) (drop 9 [1])];
    expected = [ [ "b" "c" "d" ] [ ] [ 1 2 ] [ 3 ] [ 2 3 ] [ 1 ] [ 1 ] [ ] ];
  };
  last = {
    expr = last [1 2];
    expected = 2;
  };
  init = {
    expr = init [1 2 3];
    expected = [ 1 2 ];
  };
  il = {
    expr = intersectLists [1 2 3] [6 3 2];
    expected = [ 3 2 ];
  };
  sl = {
    expr = subtractLists [3 2] [1 2 3 4 5 3];
    expected = [ 1 4 5 ];
  };
  uniq = {
    expr = unique [3 2 3 4];
    expected = [ 3 2 4 ];
  };
  uniqs = {
    expr = unique ["b" "a" "b"];
    expected = [ "b" "a" ];
  };
  us = {
    expr = uniqueStrings ["foo" "bar" "foo"];
    expected = [ "bar" "foo" ];
  };
  me = {
    expr = mutuallyExclusive [1] [2];
    expected = true;
  };
  cpfx = {
    expr = lists.commonPrefix [1 2 3] [1 2 4];
    expected = [ 1 2 ];
  };
  lhp = {
    expr = lists.hasPrefix [1] [1 2];
    expected = true;
  };
  rel = {
    expr = replaceElemAt ["a" "b"] 1 "c";
    expected = [ "a" "c" ];
  };
  cross = {
    expr = crossLists (x: y: "${toString x}${toString y}") [[1 2] [3 4]];
    expected = [ "13" "14" "23" "24" ];
  };
}
