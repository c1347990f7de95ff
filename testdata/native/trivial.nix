# trivial: each expression with its value.
lib:
with lib;
{
  hex = {
    expr = [ (toHexString 250) (toHexString 0) (fromHexString "FF") (fromHexString "0x7f") (toBaseDigits 2 6) ];
    expected = [ "FA" "0" 255 127 [ 1 1 0 ] ];
  };
  mm = {
    expr = [ (min 1 2) (max 1 2) (mod 11 10) (compare 1 2) (xor true false) (boolToString true) (boolToYesNo false) (bitNot 5)];
    expected = [ 1 2 1 (-1) true "true" "no" (-6) ];
  };
  sbc = {
    expr = sort (splitByAndCompare (hasPrefix "foo") compare compare) ["a"];
    expected = [ "a" ];
  };
  warnings = {
    expr = [ (warnIf true "x" 1) (warnIfNot true "x" 2) (warn "x" 3) (throwIf false "x" warnIf false "x" 4) ];
    expected = [ 1 2 3 4 ];
  };
  dt = {
    expr = [ (defaultTo 1 null) (defaultTo 1 2) (mapNullable (x: x+1) null)];
    expected = [ 1 2 null ];
  };
  fargs = {
    expr = functionArgs (setFunctionArgs (x: x) {a=true;});
    expected = { a = true; };
  };
  fargs2 = {
    expr = functionArgs {__functor = s: {a, b?1}: a;};
    expected = { a = false; b = true; };
  };
  isf = {
    expr = map isFunction [(x: x) {__functor=s: x: x;} {} 1];
    expected = [ true true false false ];
  };
  mfa = {
    expr = functionArgs (mirrorFunctionArgs ({a,b?1}: a) (x: x));
    expected = { a = false; b = true; };
  };
  tof = {
    expr = toFunction 3 4;
    expected = 3;
  };
  ver = {
    expr = [ (versions.major "1.2.3") (versions.minor "1.2.3") (versions.patch "1.2.3") (versions.majorMinor "1.2.3") (versions.pad 3 "1.2") (versions.pad 3 "1.3-rc1") (versions.pad 3 "1.2.3.4")];
    expected = [ "1" "2" "3" "1.2" "1.2.0" "1.3.0-rc1" "1.2.3" ];
  };
  files = {
    expr = [ (importJSON ./tree/c.json) (importTOML ./tree/d.toml) (modules.importJSON ./tree/c.json).config (splitVersion "1.2") ];
    expected = [ { a = 1; } { a = 1; } { a = 1; } [ "1" "2" ] ];
  };
}
