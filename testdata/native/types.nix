# types: each expression with its value.
lib:
with lib;
let
  ev = mods: (evalModules { modules = mods; }).config;
  o = t: d: mkOption { type = t; default = d; };
  r = t: mkOption { type = t; };
  m = t: defs: (ev ([ { options.x = r t; } ] ++ map (d: { x = d; }) defs)).x;
  ok = e: let t = builtins.tryEval (builtins.deepSeq e e); in if t.success then { v = t.value; } else "fail";
  T = types;
in
{
  lines = {
    expr = m T.lines [ "a" (mkBefore "b") "c" ];
    expected = "b\nc\na";
  };
  commas = {
    expr = m T.commas ["a" "b"];
    expected = "b,a";
  };
  env = {
    expr = m T.envVar ["a" "b"];
    expected = "b:a";
  };
  nullOr = {
    expr = [ (m (T.nullOr T.int) [null null]) (m (T.nullOr T.int) [3]) (ev [{options.x = o (T.nullOr T.str) null;}]).x ];
    expected = [ null 3 null ];
  };
  either = {
    expr = [ (m (T.either T.int T.str) ["a"]) (m (T.either T.int (T.listOf T.str)) [["a"] ["b"]]) (m (T.oneOf [T.int T.bool T.str]) [true]) ];
    expected = [ "a" [ "b" "a" ] true ];
  };
  enum = {
    expr = m (T.enum ["a" "b"]) ["a"];
    expected = "a";
  };
  coerced = {
    expr = m (T.coercedTo T.int toString T.str) [3];
    expected = "3";
  };
  coercedL = {
    expr = m (T.listOf (T.coercedTo T.str (d: {directory=d;}) (T.submodule {options.directory = r T.str; options.mode = o T.str "0755";}))) [["/a" {directory="/b"; mode="0700";}] ["/c"]];
    expected = [ { directory = "/c"; mode = "0755"; } { directory = "/a"; mode = "0755"; } { directory = "/b"; mode = "0700"; } ];
  };
  attrsOf = {
    expr = m (T.attrsOf T.int) [{a=1;} {b=2;} (mkIf false {c=3;}) {d = mkIf false 4;} {a = mkForce 7;}];
    expected = { a = 7; b = 2; };
  };
  lazy = {
    expr = builtins.attrNames (m (T.lazyAttrsOf T.int) [{a=1;} {d = mkIf false 4;}]);
    expected = [ "a" "d" ];
  };
  attrsOfL = {
    expr = m (T.attrsOf (T.listOf T.str)) [{a=["x"];} {a=mkBefore ["y"]; b = mkMerge [["1"] ["2"]];}];
    expected = { a = [ "y" "x" ]; b = [ "1" "2" ]; };
  };
  attrs = {
    expr = m T.attrs [{a=1;} {b=2;}];
    expected = { a = 1; b = 2; };
  };
  anything = {
    expr = m T.anything [{a.b=1;c=[1];} {a.c=2;d="x";}];
    expected = { a = { b = 1; c = 2; }; c = [ 1 ]; d = "x"; };
  };
  anyfn = {
    expr = (m T.anything [(x: {a=x;}) (x: {b=x;})]) 3;
    expected = { a = 3; b = 3; };
  };
  anyp = {
    expr = m T.anything [{a=mkDefault 1;} {a=2;}];
    expected = { a = 2; };
  };
  uniq = {
    expr = ok (m (T.uniq T.int) [1]);
    expected = { v = 1; };
  };
  raw = {
    expr = m T.raw [{a=1;}];
    expected = { a = 1; };
  };
  fn = {
    expr = (m (T.functionTo (T.listOf T.int)) [(x: [x]) (x: [(x+1)])]) 3;
    expected = [ 4 3 ];
  };
  sub = {
    expr = m (T.submodule ({config,name,...}: {options.a = o T.int 1; options.b = o T.int config.a; options.n = o T.str name;})) [{a=3;} {b=mkDefault 9;}];
    expected = { a = 3; b = 9; n = "x"; };
  };
  subl = {
    expr = m (T.listOf (T.submodule ({name,...}:{options.a = o T.int 1; options.n = o T.str name;}))) [[{a=2;} {}]];
    expected = [ { a = 2; n = "[definition 1-entry 1]"; } { a = 1; n = "[definition 1-entry 2]"; } ];
  };
  suba = {
    expr = m (T.attrsOf (T.submodule ({name,...}:{options.a = o T.int 1; options.n = o T.str name; config.a = mkIf (name=="q") 5; }))) [{q={};r={a=4;};}];
    expected = { q = { a = 5; n = "q"; }; r = { a = 4; n = "r"; }; };
  };
  subw = {
    expr = m (T.submoduleWith {modules=[{options.a = o T.int 1;} ({foo,...}: {options.f = o T.str foo;})]; specialArgs.foo="bar";}) [({config,...}: {a = 4;}) { imports = [ { options.z = o T.int 8; } ]; }];
    expected = { a = 4; f = "bar"; z = 8; };
  };
  subext = {
    expr = (ev [ { options.s = r (T.attrsOf (T.submodule {options.a = o T.int 1;})); } { options.s = r (T.attrsOf (T.submodule {options.b = o T.int 2;})); } { s.k.a = 5; } ]).s;
    expected = { k = { a = 5; b = 2; }; };
  };
  subext2 = {
    expr = (ev [ { options.s = r (T.submodule {options.a = o T.int 1;}); } { options.s.b = o T.int 2; } { s.a = 5; } ]).s;
    expected = { a = 5; b = 2; };
  };
  freeformSub = {
    expr = m (T.attrsOf (T.submodule {freeformType = (T.attrsOf T.anything); options.en = o T.bool true;})) [{k = {foo.bar=1; en = false;};} {k.foo.baz = 2;}];
    expected = { k = { en = false; foo = { bar = 1; baz = 2; }; }; };
  };
  tag = {
    expr = m (T.attrTag {a = r T.int; b = r T.str;}) [{b="x";}];
    expected = { b = "x"; };
  };
  ints = {
    expr = map (v: ok (m T.ints.u8 [v])) [0 255];
    expected = [ { v = 0; } { v = 255; } ];
  };
  port = {
    expr = m T.port [22];
    expected = 22;
  };
  between = {
    expr = m (T.ints.between 1 3) [2];
    expected = 2;
  };
  pos = {
    expr = m T.ints.positive [2];
    expected = 2;
  };
  num = {
    expr = m T.number [1.5];
    expected = 1.5;
  };
  checks = {
    expr = { a = map (t: t.check "x") [T.str T.int T.path T.singleLineStr T.nonEmptyStr T.anything T.package T.raw T.lines (T.listOf T.str) (T.enum ["x"]) (T.strMatching "[a-z]") (T.nullOr T.str) (T.either T.int T.str)]; b = map T.path.check ["/a" "a" ./. {outPath="/x";} 3]; c = map T.ints.u8.check [(-1) 0 256]; d = map T.nonEmptyStr.check [" " "a"]; e = map T.singleLineStr.check ["a\n" "a\nb"]; f = map (T.strMatching "a.*").check ["abc" "b"]; g = map (T.addCheck T.int (x: x>3)).check [3 4]; h = map (T.nonEmptyListOf T.int).check [[] [1]]; };
    expected = { a = [ true false false true true true false true true false true true true true ]; b = [ true false true true false ]; c = [ false true false ]; d = [ false true ]; e = [ true false ]; f = [ true false ]; g = [ false true ]; h = [ false true ]; };
  };
  names = {
    expr = map (t: t.name) [T.str T.int T.bool T.lines (T.listOf T.str) (T.attrsOf T.int) (T.lazyAttrsOf T.int) (T.nullOr T.int) (T.submodule {}) T.anything T.raw T.unspecified (T.enum []) (T.coercedTo T.int toString T.str) T.package T.path T.attrs T.port T.float T.deferredModule (T.functionTo T.int) (T.uniq T.int) (T.either T.int T.int) T.commas T.pkgs];
    expected = [ "str" "int" "bool" "separatedString" "listOf" "attrsOf" "lazyAttrsOf" "nullOr" "submodule" "anything" "raw" "unspecified" "enum" "coercedTo" "package" "path" "attrs" "unsignedInt16" "float" "deferredModule" "functionTo" "unique" "either" "separatedString" "pkgs" ];
  };
  cust = {
    expr = m (mkOptionType {name="foo"; merge = loc: defs: { inherit loc; vs = map (d: d.value) defs; fs = map (d: d.file) defs;};}) [1 2];
    expected = { fs = [ "<unknown-file>" "<unknown-file>" ]; loc = [ "x" ]; vs = [ 2 1 ]; };
  };
  unspec = {
    expr = [ (m T.unspecified [[1] [2]]) (m T.unspecified [{a=1;} {b=2;}]) (ev [ { options.x = mkOption {}; } { x = "a"; } ]).x ];
    expected = [ [ 2 1 ] { a = 1; b = 2; } "a" ];
  };
  listMk = {
    expr = m (T.listOf T.int) [ [ 1 (mkIf false 2) (mkIf true 3) ] ];
    expected = [ 1 3 ];
  };
  boolByOr = {
    expr = m T.boolByOr [true false];
    expected = true;
  };
  att = {
    expr = m (T.attrsOf (T.attrsOf T.int)) [{a.b=1;} {a = mkMerge [ {c=2;} (mkIf false {d=3;}) ];} ];
    expected = { a = { b = 1; c = 2; }; };
  };
  emptySub = {
    expr = (ev [ {options.x = o (T.attrsOf (T.submodule {})) {};} ]).x;
    expected = { };
  };
  noDefList = {
    expr = (ev [ {options.x = r (T.listOf T.int);} ]).x;
    expected = [ ];
  };
  noDefAttrs = {
    expr = (ev [ {options.x = r (T.attrsOf T.int);} ]).x;
    expected = { };
  };
}
