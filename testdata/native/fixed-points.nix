# fixed-points: each expression with its value.
lib:
with lib;
{
  pipe = {
    expr = pipe 1 [ (x: x+1) (x: x*3) ];
    expected = 6;
  };
  comp = {
    expr = composeManyExtensions [ (f: p: {a=1;b=p.z;}) (f: p: {c=p.a; d=f.e or 0;}) ] {e=5;} {z=9;};
    expected = { a = 1; b = 9; c = 1; d = 5; };
  };
  ext = {
    expr = let e = makeExtensible (s: {a=1;b=s.a;}); in { inherit (e.extend (f: p: {a=p.a+5;})) a b; };
    expected = { a = 6; b = 6; };
  };
  toExt = {
    expr = toExtension { a = 1; } {} {};
    expected = { a = 1; };
  };
  toExt2 = {
    expr = toExtension (p: { a = p.x; }) {} {x=3;};
    expected = { a = 3; };
  };
}
