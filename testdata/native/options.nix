# options: each expression with its value.
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
  apply = {
    expr = (ev [ {options.x = mkOption {type=T.int; default=1; apply = x: x+1;};} ]).x;
    expected = 2;
  };
  alias = {
    expr = (ev [ (mkAliasOptionModule ["a" "b"] ["c" "d"]) { options.c.d = r (T.listOf T.int); config.a.b = [1]; } { c.d = mkBefore [2]; } ]);
    expected = { a = { b = [ 2 1 ]; }; c = { d = [ 2 1 ]; }; };
  };
  rename = {
    expr = (ev [ (mkRenamedOptionModule ["a"] ["c" "d"]) { options.warnings = o (T.listOf T.str) []; options.c.d = r T.int; } { a = mkDefault 3; } ]).c;
    expected = { d = 3; };
  };
  merged = {
    expr = (ev [ (mkMergedOptionModule [["a"] ["b"]] ["c"] (c: c.a + 1)) { options.warnings = o (T.listOf T.str) []; options.c = r T.int; config.a = 3; } ]).c;
    expected = 4;
  };
  changed = {
    expr = (ev [ (mkChangedOptionModule ["a" "e"] ["c"] (c: c.a.e + 1)) { options.warnings = o (T.listOf T.str) []; options.c = r T.int; config.a.e = 3; } ]).c;
    expected = 4;
  };
  aliasDefs = {
    expr = (ev [ ({options,...}: { options.a = o (T.listOf T.int) [0]; options.b = o (T.listOf T.int) []; config.b = mkAliasDefinitions options.a; }) { a = [1]; } { a = mkAfter [2]; b = [7]; } ]);
    expected = { a = [ 1 2 ]; b = [ 7 1 2 ]; };
  };
  mkopt = {
    expr = let x = mkEnableOption "x"; in { inherit (x) _type default; t = x.type.name; };
    expected = { _type = "option"; default = false; t = "bool"; };
  };
  pkgo = {
    expr = (mkPackageOption { hello = "H"; } "hello" {}).default;
    expected = "H";
  };
  pkgn = {
    expr = (mkPackageOption { hello = "H"; a.b = "Q"; } "hello" {default=["a" "b"]; nullable=true;}).default;
    expected = "Q";
  };
  evalOpt = {
    expr = (evalOptionValue ["a"] (mkOption {type=T.int;}) [{file="f"; value=3;}]).value;
    expected = 3;
  };
  fileopts = {
    expr = (evalModules { modules = [ (setDefaultModuleLocation "here" { options.x = o T.int 1; config.x = 2; }) ]; }).options.x.files;
    expected = [ "here" ];
  };
  mderived = {
    expr = (ev [ ({options,...}: {options.a = o T.int 1; options.b = o T.int 0; config.b = mkDerivedConfig options.a (x: x+1); config.a = 4;}) ]).b;
    expected = 5;
  };
}
