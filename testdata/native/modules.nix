# modules: each expression with its value.
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
  order = {
    expr = m (T.listOf T.int) [ [1] (mkBefore [2]) (mkAfter [3]) [4] (mkOrder 700 [5]) (mkMerge [ [6] (mkBefore [7]) ]) ];
    expected = [ 7 2 5 6 4 1 3 ];
  };
  imports = {
    expr = (ev [ { imports = [ { x = [1]; } { imports = [ { x = [2]; } ]; x = [3]; } ]; x = [4]; } { options.x = r (T.listOf T.int); config.x = [8]; } { x = [5]; } ]).x;
    expected = [ 2 3 1 5 8 4 ];
  };
  prio = {
    expr = [ (m T.int [ 1 (mkForce 2) (mkDefault 3) ]) (m T.int [ (mkDefault 3) (mkOptionDefault 4) ]) (m T.int [ (mkMerge [ (mkIf false 1) (mkIf true (mkForce 2)) ]) ]) (m T.int [(mkVMOverride 1) (mkForce 2)]) ];
    expected = [ 2 3 2 1 ];
  };
  # A definition that is too weak to count may need the very option it is for.
  weak = {
    expr = (ev [ ({config,...}: { options.x = mkOption { default = config.x; }; options.y = o T.int 0; config = { x = 1; y = mkMerge [ 5 (mkDefault config.y) (mkIf true (mkOptionDefault (config.y + 1))) ]; }; }) ]);
    expected = { x = 1; y = 5; };
  };
  strong = {
    expr = m (T.listOf T.int) [ (mkMerge [ [1] (mkOverride 100 [2]) [3] ]) (mkDefault [4]) [5] ];
    expected = [ 5 1 2 3 ];
  };
  prefixIf = {
    expr = (ev [ ({config,...}: { options.a.b = o T.int 0; options.en = o T.bool false; options.c = o T.int 5; config = mkIf config.en { a.b = 3; }; }) ({config,...}: { en = mkDefault true; c = mkIf (config.a.b == 3) 9; }) ]);
    expected = { a = { b = 3; }; c = 9; en = true; };
  };
  prefixForce = {
    expr = (ev [ { options.a.b = o T.int 0; config.a = mkForce { b = 3; }; } { a.b = 7; } ]).a.b;
    expected = 3;
  };
  freeform = {
    expr = ev [ { freeformType = T.attrsOf T.int; options.a = o T.int 1; config.b = 2; } { c = mkDefault 3; } { c = 4; } ];
    expected = { a = 1; b = 2; c = 4; };
  };
  freeform2 = {
    expr = ev [ { config._module.freeformType = T.attrsOf T.anything; options.a.z = o T.int 1; config.a.y = 2; config.q.r = mkIf true 5; } ];
    expected = { a = { y = 2; z = 1; }; q = { r = 5; }; };
  };
  ro = {
    expr = (ev [ {options.x = mkOption {type=T.int; readOnly=true;}; config.x = 3;} ]).x;
    expected = 3;
  };
  args = {
    expr = (ev [ {_module.args.foo = 3;} ({foo,...}: {options.x = o T.int foo;}) ]).x;
    expected = 3;
  };
  args2 = {
    expr = (ev [ {config._module.args = mkMerge [ { foo = mkDefault 3; } {foo = 5;} ];} ({foo, lib, config, options, ...}: {options.x = o T.int foo;}) ]).x;
    expected = 5;
  };
  disabled = {
    expr = (ev [ { imports = [ { key = "k1"; x = [1]; } { key = "k2"; imports = [ { x = [2]; } ]; } ]; options.x = o (T.listOf T.int) []; } { disabledModules = [ { key = "k2"; } ]; } ]).x;
    expected = [ 1 ];
  };
  dedupe = {
    expr = (ev [ { key = "a"; x = [1]; } { key = "a"; x = [1]; } { options.x = o (T.listOf T.int) []; } ]).x;
    expected = [ 1 ];
  };
  fnmod = {
    expr = (ev [ (mkIf true { x = 3; }) { options.x = r T.int; } ]).x;
    expected = 3;
  };
  functor = {
    expr = (ev [ { __functor = s: {...}: { x = 3; }; } { options.x = r T.int; } ]).x;
    expected = 3;
  };
  listmod = {
    expr = (ev [ { imports = [ {x=3;} ]; } { options.x = r T.int; } ]).x;
    expected = 3;
  };
  ext = {
    expr = let e = evalModules { modules = [ {options.x = o T.int 1;} ]; }; in [ (e.extendModules { modules = [ {x=4;} ]; }).config.x e.config.x ((ev [ {options.s = o e.type {};} {s.x=8;} ]).s.x) ];
    expected = [ 4 1 8 ];
  };
  deferred = {
    expr = let c = ev [ {options.d = o T.deferredModule {};} {d = {y=3;};} {d = {...}: {options.y = r T.int;};} ]; in (ev [ c.d ]).y;
    expected = 3;
  };
  specialArgs = {
    expr = (evalModules { modules = [ ({zz,...}: {options.x = o T.int zz;}) ]; specialArgs.zz = 4; }).config.x;
    expected = 4;
  };
  mod = {
    expr = builtins.attrNames (evalModules { modules = [ {options.x = o T.int 1;} ]; }).config;
    expected = [ "x" ];
  };
  merge = {
    expr = (mergeDefinitions ["a"] (T.listOf T.int) [{file="x";value=[1];} {file="y";value=mkForce [2];}]).mergedValue;
    expected = [ 2 ];
  };
  dischargeNested = {
    expr = m (T.listOf T.int) [ (mkIf true (mkMerge [ [1] (mkIf false [2]) (mkIf true (mkBefore [3])) ])) (mkDefault [9]) ];
    expected = [ 3 1 ];
  };
  importsCfg = {
    expr = (ev [ ({config, lib, ...}: { imports = [ ({...}: { config = lib.mkIf config.e { x = [1]; }; }) ]; options.e = mkEnableOption "e"; options.x = o (T.listOf T.int) []; }) { e = true; } ]).x;
    expected = [ 1 ];
  };
  class = {
    expr = (evalModules { class = "nixos"; modules = [ ({_class,...}: {options.x = o T.str _class;}) ]; }).config.x;
    expected = "nixos";
  };
  prefixn = {
    expr = (evalModules { prefix = ["p"]; modules = [ {options.x = o T.int 1;} ]; }).options.x.loc;
    expected = [ "p" "x" ];
  };
}
