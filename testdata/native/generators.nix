# generators: each expression with its value.
lib:
with lib;
{
  kv = {
    expr = generators.toKeyValue {} {a=1;b=true;c="x=y";};
    expected = "a=1\nb=true\nc=x=y\n";
  };
  ini = {
    expr = generators.toINI {} {foo={a=1;b="x";}; bar.baz=true;};
    expected = "[bar]\nbaz=true\n\n[foo]\na=1\nb=x\n";
  };
  inig = {
    expr = generators.toINIWithGlobalSection {} {globalSection={a=1;}; sections.foo.b=2;};
    expected = "a=1\n\n[foo]\nb=2\n";
  };
  git = {
    expr = generators.toGitINI {url."ssh://x".insteadOf="y"; user.name="a \"b\""; user.ok=true; core.x=["a" "b"];};
    expected = "[core]\n\tx = \"a\"\n\tx = \"b\"\n\n[url \"ssh://x\"]\n\tinsteadOf = \"y\"\n\n[user]\n\tname = \"a \\\"b\\\"\"\n\tok = true\n";
  };
  pretty = {
    expr = [ (generators.toPretty {} {a=1;b=[1 "x"];c={};d=null;}) (generators.toPretty {multiline=false;} {a=1;b=[1];}) ];
    expected = [ "{\n  a = 1;\n  b = [\n    1\n    \"x\"\n  ];\n  c = { };\n  d = null;\n}" "{ a = 1; b = [ 1 ]; }" ];
  };
  gnu = {
    expr = cli.toGNUCommandLine {} {data="x"; X="PUT"; retry=3; retry-delay=null; url=["a" "b"]; silent=false; verbose=true;};
    expected = [ "-X" "PUT" "--data" "x" "--retry" "3" "--url" "a" "--url" "b" "--verbose" ];
  };
  gnus = {
    expr = cli.toGNUCommandLineShell {} {data="x y";};
    expected = "--data 'x y'";
  };
  lua = {
    expr = generators.toLua {multiline=false;} {a=1;b=[true "x"];c=null;};
    expected = "{ [\"a\"] = 1, [\"b\"] = { true, \"x\" }, [\"c\"] = nil }";
  };
  gv = {
    expr = map toString [ (gvariant.mkValue "a'b") (gvariant.mkValue [ "a" "b" ]) (gvariant.mkUint32 5) (gvariant.mkEmptyArray "s") (gvariant.mkNothing "s") (gvariant.mkVariant "a")];
    expected = [ "'a\\'b'" "@as ['a','b']" "@u 5" "@as []" "@ms nothing" "<'a'>" ];
  };
}
