# misc: each expression with its value.
lib:
with lib;
{
  so1 = {
    expr = showOption ["a" "b.c" "d" "*" "<name>"];
    expected = "a.\"b.c\".d.*.<name>";
  };
  swd = {
    expr = stringsWithDeps.textClosureList {a = {text="A"; deps=["b"];}; b = {text="B";deps=[];};} ["a" "b"];
    expected = [ "B" "A" ];
  };
  swd2 = {
    expr = stringsWithDeps.textClosureMap (x: x) {a = fullDepEntry "A" ["b"]; b = noDepEntry "B"; c = stringAfter ["a"] "C";} ["c" "a"];
    expected = "B\nA\nC";
  };
  exe = {
    expr = [ (getExe' {outPath="/x"; type="derivation"; bin="/b";} "foo") (getExe {outPath="/x";type="derivation";name="hello-1.0"; meta.mainProgram="hi";}) ];
    expected = [ "/b/bin/foo" "/x/bin/hi" ];
  };
  cpk = {
    expr = let f = {a, b ? 2}: {r = a+b;}; in [ (callPackageWith {a=1;} f {}).r ((callPackageWith {a=1;b=5;} f {b=7;}).override {a=3;}).r ];
    expected = [ 3 10 ];
  };
  mko = {
    expr = ((makeOverridable ({a}: {x=a;}) {a=1;}).override {a=2;}).x;
    expected = 2;
  };
  scope = {
    expr = let s = makeScope (sc: f: a: f (sc // a)) (self: {a=1; b=self.a;}); in [ s.b (s.overrideScope (f: p: {a=5;})).b ];
    expected = [ 1 5 ];
  };
}
